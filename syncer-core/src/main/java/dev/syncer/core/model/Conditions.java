package dev.syncer.core.model;

import dev.syncer.api.FieldType;
import dev.syncer.api.Filter;
import dev.syncer.core.model.Condition.Comparison;
import dev.syncer.rpc.Suggestions;
import dev.syncer.rpc.ValidationException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks filters and orders, which are only words, against a model. */
public final class Conditions {
  /** Fields in one order: more never decide anything, but each costs. */
  private static final int MAX_ORDERS = 16;

  private Conditions() {}

  /**
   * The condition that a filter means.
   *
   * @throws ValidationException naming the field, operator or value that does not fit
   */
  public static Condition of(Model model, Filter filter) {
    return of(model, filter, model.fields());
  }

  /**
   * The condition that a filter means to somebody who sees some of the fields.
   *
   * @param visible the others are answered like fields that do not exist
   * @throws ValidationException naming the field, operator or value that does not fit
   */
  public static Condition of(Model model, Filter filter, Collection<ModelField> visible) {
    return new Checked(model, visible).of(filter);
  }

  /** Makes conditions of filters over the fields that somebody sees. */
  private record Checked(Model model, Collection<ModelField> visible)
      implements FilterFold<Condition> {
    @Override
    public Condition term(Filter.Term term) {
      return Conditions.term(model, term, visible);
    }

    @Override
    public Condition all(List<Condition> parts) {
      return new Condition.All(parts);
    }

    @Override
    public Condition any(List<Condition> parts) {
      return new Condition.Any(parts);
    }

    @Override
    public Condition not(Condition part) {
      return new Condition.Not(part);
    }
  }

  /**
   * The same condition in the one way in which it and its like are written: those that differ in
   * order, nesting, doubles or where "not" stands become equal objects. A normal condition stays as
   * it is.
   *
   * <p>In it a {@link Condition.Not} stands before a term only; {@link Condition.All} and {@link
   * Condition.Any} have at least two parts, none of its own kind; each {@link Condition.In} has at
   * least two values, ascending. What every record or no record matches is {@link Condition#EVERY}
   * or {@link Condition#NOTHING}, as far as that is easy to see.
   */
  public static Condition normal(Condition condition) {
    return NormalForm.of(condition);
  }

  /**
   * The orders that texts such as {@code "name desc"} mean.
   *
   * @throws ValidationException naming the one that does not fit
   */
  public static List<Order> orders(Model model, List<String> texts) {
    return orders(model, texts, model.fields());
  }

  /**
   * The orders that texts mean to somebody who sees some of the fields.
   *
   * @param visible the others are answered like fields that do not exist
   * @throws ValidationException naming the one that does not fit
   */
  public static List<Order> orders(
      Model model, List<String> texts, Collection<ModelField> visible) {
    if (texts.size() > MAX_ORDERS) {
      throw new ValidationException(
          "An order of "
              + model
              + " has at most "
              + MAX_ORDERS
              + " fields, this one has "
              + texts.size()
              + ". The first ones decide: leave out the last.",
          Map.of("model", model.name(), "rule", "order", "limit", MAX_ORDERS));
    }
    List<Order> orders = new ArrayList<>();
    Set<ModelField> known = new HashSet<>();
    for (String text : texts) {
      String[] words = words(text);
      boolean isDescending = words.length == 2 && words[1].equalsIgnoreCase("desc");
      if (words.length == 0
          || words.length > 2
          || (words.length == 2 && !isDescending && !words[1].equalsIgnoreCase("asc"))) {
        throw new ValidationException(
            "order "
                + Quoted.name(text)
                + " of "
                + model
                + ": give a field, then asc or desc if needed.",
            Map.of("model", model.name(), "rule", "order"));
      }
      ModelField field = stored(model, words[0], visible);
      if (isOpaque(field)) {
        throw refusal(model, field, "is " + field.type().wireName() + ", which has no order.");
      }
      if (!known.add(field)) {
        throw refusal(model, field, "is in the order twice. Give it once: the first one decides.");
      }
      orders.add(new Order(field, isDescending));
    }
    return orders;
  }

  /**
   * Parted by spaces, and by nothing else: other characters are of a name, and of none there is.
   */
  private static String[] words(String text) {
    return Arrays.stream(text.split("[ \t]+", -1))
        .filter(word -> !word.isEmpty())
        .toArray(String[]::new);
  }

  /**
   * The field of a name.
   *
   * @throws ValidationException if the model has none, with the name that may have been meant
   */
  public static ModelField field(Model model, String name) {
    return field(model, name, model.fields());
  }

  /**
   * The field of a name, for somebody who sees some of the fields.
   *
   * @param visible the others are answered like fields that do not exist
   * @throws ValidationException if there is none, with the name that may have been meant
   */
  public static ModelField field(Model model, String name, Collection<ModelField> visible) {
    return model
        .field(name)
        .filter(visible::contains)
        .orElseThrow(
            () ->
                new ValidationException(
                    model
                        + " has no field "
                        + Quoted.name(name)
                        + "."
                        + Suggestions.didYouMean(
                            name,
                            model.fields().stream()
                                .filter(visible::contains)
                                .map(ModelField::name)
                                .toList()),
                    Map.of("model", model.name(), "field", Quoted.cut(name), "rule", "unknown")));
  }

  /** A field that a search can look at. */
  private static ModelField stored(Model model, String name, Collection<ModelField> visible) {
    ModelField field = field(model, name, visible);
    if (!field.isColumn()) {
      throw refusal(
          model,
          field,
          "is not in the table, so it can be neither searched nor sorted by. A computed or related"
              + " field can be stored().");
    }
    return field;
  }

  private static Condition term(Model model, Filter.Term term, Collection<ModelField> visible) {
    ModelField named = field(model, term.field(), visible);
    if (named.type().isToMany()) {
      return contains(model, named, term);
    }
    ModelField field = stored(model, term.field(), visible);
    @Nullable Object value = term.value();
    return switch (term.operator()) {
      case "=" -> equal(model, field, value);
      case "!=" -> new Condition.Not(equal(model, field, value));
      case "<" -> compare(model, field, Comparison.LESS, value);
      case "<=" -> compare(model, field, Comparison.LESS_OR_EQUAL, value);
      case ">" -> compare(model, field, Comparison.GREATER, value);
      case ">=" -> compare(model, field, Comparison.GREATER_OR_EQUAL, value);
      case "in" -> in(model, field, value);
      case "not in" -> new Condition.Not(in(model, field, value));
      case "like" -> like(model, field, value, true, false);
      case "ilike" -> like(model, field, value, true, true);
      case "not like" -> new Condition.Not(like(model, field, value, true, false));
      case "not ilike" -> new Condition.Not(like(model, field, value, true, true));
      case "=like" -> like(model, field, value, false, false);
      case "=ilike" -> like(model, field, value, false, true);
      default ->
          throw refusal(
              model,
              field,
              "is compared by \""
                  + term.operator()
                  + "\", which is no operator of it. There are =, !=, <, <=, >, >=, in, not in,"
                  + " like, ilike, not like, not ilike, =like, =ilike; contains is for lists.");
    };
  }

  /** Of a list one can only ask for one id: whatever else there is, is asked of the other side. */
  private static Condition contains(Model model, ModelField field, Filter.Term term) {
    if (!term.operator().equals("contains")) {
      throw refusal(
          model,
          field,
          "is a list and is compared by \""
              + term.operator()
              + "\". A list is compared by \"contains\", which takes one id.");
    }
    @Nullable Object value = term.value();
    if (value == null) {
      return Condition.NOTHING; // as any term over an empty value
    }
    return new Condition.Contains(field, ValueCheck.id(model, field, value));
  }

  private static Condition equal(Model model, ModelField field, @Nullable Object value) {
    return value == null
        ? new Condition.Empty(field)
        : new Condition.Compare(field, Comparison.EQUAL, checked(model, field, value));
  }

  private static Condition compare(
      Model model, ModelField field, Comparison comparison, @Nullable Object value) {
    boolean hasOrder =
        switch (field.type()) {
          case TEXT, INTEGER, FLOAT, DECIMAL, DATE, DATE_TIME -> true;
          case BOOLEAN, SELECTION, JSON, BINARY, MANY_TO_ONE, ONE_TO_MANY, MANY_TO_MANY -> false;
        };
    if (!hasOrder || value == null) {
      throw refusal(
          model,
          field,
          "is compared by \""
              + comparison.symbol()
              + "\", which needs a value and a field with an order: text, number, date or time.");
    }
    return new Condition.Compare(field, comparison, checked(model, field, value));
  }

  private static Condition in(Model model, ModelField field, @Nullable Object value) {
    if (!(value instanceof Collection<?> values)) {
      throw refusal(model, field, "is compared by \"in\", which takes an array.");
    }
    List<Object> present = new ArrayList<>();
    boolean hasEmpty = false;
    for (Object each : values) {
      if (each == null) {
        hasEmpty = true;
      } else {
        present.add(checked(model, field, each));
      }
    }
    Condition in = new Condition.In(field, present);
    return hasEmpty ? new Condition.Any(List.of(in, new Condition.Empty(field))) : in;
  }

  private static Condition like(
      Model model,
      ModelField field,
      @Nullable Object value,
      boolean isAnywhere,
      boolean ignoresCase) {
    if (field.type() != FieldType.TEXT || !(value instanceof String text)) {
      throw refusal(model, field, "is compared by a kind of \"like\", which is for text only.");
    }
    return new Condition.Like(
        field,
        isAnywhere
            ? LikePattern.containing(text, ignoresCase)
            : new LikePattern(text, ignoresCase));
  }

  /** Whether a database can only tell if there is a value. */
  private static boolean isOpaque(ModelField field) {
    return field.type() == FieldType.JSON || field.type() == FieldType.BINARY;
  }

  private static Object checked(Model model, ModelField field, Object value) {
    if (isOpaque(field)) {
      throw refusal(
          model,
          field,
          "is "
              + field.type().wireName()
              + ": a search can only ask whether it is empty. Keep what you search for in a field"
              + " of its own.");
    }
    return ValueCheck.checked(model, field, value);
  }

  private static ValidationException refusal(Model model, ModelField field, String text) {
    return ValueCheck.refusal(model, field, text, Map.of("rule", "filter"));
  }

  /** The fields that a condition looks at. */
  public static Set<ModelField> fields(Condition condition) {
    Set<ModelField> fields = new HashSet<>();
    condition.forEachTerm(term -> fields.add(term.field()));
    return fields;
  }
}
