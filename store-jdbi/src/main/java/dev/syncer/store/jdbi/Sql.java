package dev.syncer.store.jdbi;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.statement.SqlStatement;
import tools.jackson.databind.json.JsonMapper;

/**
 * A piece of SQL and the values of its question marks.
 *
 * @param text identifiers come from the registry only, and are quoted
 * @param values Strings and Longs, in order
 */
record Sql(String text, List<Object> values) {
  private static final JsonMapper JSON = new JsonMapper();

  Sql {
    values = List.copyOf(values);
  }

  static Sql of(String text, Object... values) {
    return new Sql(text, List.of(values));
  }

  /** The identifier between quotes. */
  static String quoted(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  /** The text as a literal, for statements that people run. */
  static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /** Values as one parameter for {@code json_each}, so that the SQL does not grow with them. */
  static String json(Collection<?> values) {
    return JSON.writeValueAsString(values);
  }

  /**
   * The pieces with a word between them, in brackets. Nested in halves: SQLite limits how deep an
   * expression is, and a row of a thousand terms counts as a thousand deep.
   */
  static Sql joined(List<Sql> pieces, String word) {
    if (pieces.size() == 1) {
      return pieces.get(0);
    }
    int half = pieces.size() / 2;
    Sql left = joined(pieces.subList(0, half), word);
    Sql right = joined(pieces.subList(half, pieces.size()), word);
    List<Object> all = new ArrayList<>(left.values);
    all.addAll(right.values);
    return new Sql("(" + left.text + " " + word + " " + right.text + ")", all);
  }

  /** Binds the values to the first question marks. */
  <S extends SqlStatement<S>> S bindTo(S statement) {
    for (int i = 0; i < values.size(); i++) {
      statement.bind(i, values.get(i));
    }
    return statement;
  }
}
