package dev.syncer.rpc.core.dataset;

import dev.syncer.api.Filter;
import dev.syncer.api.User;
import dev.syncer.rpc.Suggestions;
import dev.syncer.rpc.ValidationException;
import dev.syncer.rpc.core.FilterLimits;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a filter as clients write it: a JSON array in prefix notation, {@code ["&",
 * ["stage_id","=",3], "|", ["priority",">=",2], ["user_id","=","$uid"]]}. Terms in a row are joined
 * by "and". Fields and types are checked later, against the model.
 */
public final class Domain {
  private static final String CURRENT_USER = "$uid";
  private static final Set<String> OPERATORS =
      Set.of(
          "=",
          "!=",
          "<",
          "<=",
          ">",
          ">=",
          "in",
          "not in",
          "like",
          "ilike",
          "not like",
          "not ilike",
          "=like",
          "=ilike",
          "contains");

  private final List<?> parts;
  private final User user;
  private final FilterLimits limits;
  private int next;
  private int terms;
  private int joins;

  private Domain(List<?> parts, User user, FilterLimits limits) {
    this.parts = parts;
    this.user = user;
    this.limits = limits;
  }

  /**
   * The filter that a domain means.
   *
   * @param json as it was read: an array, empty for every record
   * @param user whose id stands for {@code $uid}
   * @throws ValidationException naming the part that cannot be understood
   */
  public static Filter parse(@Nullable Object json, User user, FilterLimits limits) {
    if (!(json instanceof List<?> parts)) {
      throw refused(
          "A filter is an array, for example [[\"stage_id\", \"=\", 3]], or [] for all records");
    }
    return new Domain(parts, user, limits).all();
  }

  private Filter all() {
    Filter filter = Filter.all();
    while (next < parts.size()) {
      filter = filter.and(expression("", 0));
    }
    return filter;
  }

  private Filter expression(String parent, int depth) {
    if (next >= parts.size()) {
      throw refused(
          "A filter ends too early: \"&\" and \"|\" stand before two expressions, \"!\" before one");
    }
    int place = next++;
    Object part = parts.get(place);
    if (part instanceof List<?> term) {
      return term(term, place);
    }
    if (!(part instanceof String operator)) {
      throw refused(at(place) + "is an array [field, operator, value], or \"&\", \"|\", \"!\"");
    }
    int deeper = operator.equals(parent) && !operator.equals("!") ? depth : depth + 1;
    if (deeper > limits.depth()) {
      throw refused("A filter has at most " + limits.depth() + " levels of operators");
    }
    // So many join one term more. It is told here, before the recursion that would find that out.
    boolean isJoin = operator.equals("&") || operator.equals("|");
    if (isJoin && ++joins >= limits.terms()) {
      throw tooManyTerms();
    }
    return switch (operator) {
      case "&" -> expression(operator, deeper).and(expression(operator, deeper));
      case "|" -> expression(operator, deeper).or(expression(operator, deeper));
      case "!" -> expression(operator, deeper).not();
      default ->
          throw refused(at(place) + "is an array [field, operator, value], or \"&\", \"|\", \"!\"");
    };
  }

  private Filter term(List<?> term, int place) {
    if (++terms > limits.terms()) {
      throw tooManyTerms();
    }
    if (term.size() != 3
        || !(term.get(0) instanceof String field)
        || !(term.get(1) instanceof String operator)) {
      throw refused(at(place) + "is [field, operator, value] with the first two as strings");
    }
    if (field.indexOf('.') >= 0) {
      throw refused(
          at(place)
              + "names a field of another model. Declare a stored field for it in this one, and"
              + " filter on that");
    }
    if (!OPERATORS.contains(operator)) {
      throw refused(
          at(place)
              + "has an operator that there is not."
              + Suggestions.didYouMean(operator, OPERATORS)
              + " Operators are =, !=, <, <=, >, >=, in, not in, like, ilike, not like, not ilike,"
              + " =like, =ilike, contains");
    }
    Object value = value(operator, term.get(2), place);
    if (value instanceof String pattern && operator.endsWith("like")) {
      checkPattern(pattern, at(place), limits);
    }
    return Filter.where(field, operator, value);
  }

  private @Nullable Object value(String operator, @Nullable Object value, int place) {
    if (operator.equals("in") || operator.equals("not in")) {
      if (!(value instanceof List<?> values)) {
        throw refused(at(place) + "takes an array for \"" + operator + "\"");
      }
      if (values.size() > limits.values()) {
        throw refused(at(place) + "has at most " + limits.values() + " values");
      }
      // Nulls are allowed here: no List.copyOf.
      return values.stream().map(each -> scalar(each, place)).toList();
    }
    return scalar(value, place);
  }

  private @Nullable Object scalar(@Nullable Object value, int place) {
    if (value instanceof List || value instanceof Map) {
      throw refused(at(place) + "compares to one value, not to an array or an object");
    }
    if (!CURRENT_USER.equals(value)) {
      return value;
    }
    if (user.isAnonymous()) {
      throw refused(at(place) + "names \"$uid\", who is logged in, but nobody is");
    }
    return user.id();
  }

  private ValidationException tooManyTerms() {
    return refused("A filter has at most " + limits.terms() + " terms");
  }

  /**
   * @param what has the pattern, for the refusal
   * @throws ValidationException if a pattern is too long
   */
  static void checkPattern(String pattern, String what, FilterLimits limits) {
    if (pattern.length() > limits.pattern()) {
      throw refused(what + "has a pattern of at most " + limits.pattern() + " characters");
    }
  }

  private static String at(int place) {
    return "Part " + (place + 1) + " of the filter ";
  }

  private static ValidationException refused(String rule) {
    return new ValidationException(rule + ".", Map.of("rule", "filter"));
  }
}
