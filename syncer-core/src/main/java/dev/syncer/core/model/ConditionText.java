package dev.syncer.core.model;

import dev.syncer.api.Ref;
import java.util.Collection;
import java.util.List;

/**
 * A normal condition as text: equal for equal conditions, different for others, and the same on
 * every node and after every restart. Values are in it, so it is for digests and not for people.
 */
public final class ConditionText {
  private ConditionText() {}

  public static String of(Condition condition) {
    return condition.fold(new Texts());
  }

  private static final class Texts implements Condition.Fold<String> {
    @Override
    public String term(Condition.Term term) {
      return ConditionText.term(term);
    }

    @Override
    public String all(List<String> parts) {
      return sorted("all", parts);
    }

    @Override
    public String any(List<String> parts) {
      return sorted("any", parts);
    }

    @Override
    public String not(String part) {
      return "not(" + part + ")";
    }

    /** As texts: the order of a normal form hangs on the places of fields in their model. */
    private static String sorted(String kind, List<String> parts) {
      return list(kind, parts.stream().sorted().toList());
    }
  }

  private static String term(Condition.Term term) {
    String field = text(term.field().name());
    if (term instanceof Condition.Compare compare) {
      return list(compare.comparison().symbol(), List.of(field, value(compare.value())));
    }
    if (term instanceof Condition.In in) {
      return list("in", List.of(field, values(in.values())));
    }
    if (term instanceof Condition.Like like) {
      String kind = like.pattern().ignoresCase() ? "ilike" : "like";
      return list(kind, List.of(field, text(like.pattern().pattern())));
    }
    if (term instanceof Condition.Contains contains) {
      return list("contains", List.of(field, value(contains.id())));
    }
    return list("empty", List.of(field));
  }

  private static String values(Collection<Object> values) {
    return list("values", values.stream().map(ConditionText::value).sorted().toList());
  }

  private static String value(Object value) {
    return value instanceof Ref ref
        ? "Ref" + text(String.valueOf(ref.id()))
        : value.getClass().getSimpleName() + text(value.toString());
  }

  /** Parts in brackets: what is in a text cannot end it, for its length stands before it. */
  public static String list(String kind, Collection<String> parts) {
    return kind + "(" + String.join(",", parts) + ")";
  }

  /** A text with its length before it. */
  public static String text(String text) {
    return text.length() + ":" + text;
  }
}
