package dev.syncer.store.jdbi;

import dev.syncer.api.FieldType;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.ValueCheck;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.ResultIterator;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * What the values of columns were limited to, in {@code syncer_limits}, and the records that do not
 * keep to a narrower limit. Values are looked at only where a limit became narrower, or is not
 * known: a start where nothing has changed reads no table.
 */
final class SchemaLimits {
  static final String TABLE = "syncer_limits";
  private static final String CREATE =
      "CREATE TABLE IF NOT EXISTS syncer_limits (model TEXT NOT NULL, field TEXT NOT NULL,"
          + " kind TEXT NOT NULL, size INTEGER NOT NULL, keys TEXT NOT NULL,"
          + " PRIMARY KEY (model, field)) STRICT, WITHOUT ROWID";
  private static final int MOST_SHOWN = 10;

  private final Handle handle;
  private final Map<String, Limit> known = new LinkedHashMap<>();

  /** Makes its table if need be. */
  SchemaLimits(Handle handle) {
    this.handle = handle;
    handle.execute(CREATE);
    handle
        .createQuery(
            "SELECT model || ':' || field, kind, size, key.value"
                + " FROM syncer_limits LEFT JOIN json_each(keys) AS key")
        .map(
            (results, context) -> {
              String kind = results.getString(2);
              long size = results.getLong(3);
              Limit limit =
                  known.computeIfAbsent(
                      results.getString(1), name -> new Limit(kind, size, new TreeSet<>()));
              String key = results.getString(4);
              return key != null && limit.keys.add(key);
            })
        .list();
  }

  /**
   * @param kind the wire name of its type
   * @param size the longest value; 0 where length does not count
   * @param keys those of a selection
   */
  record Limit(String kind, long size, Set<String> keys) {

    static Limit of(ModelField field) {
      int longest = Math.max(field.maxLength(), field.maxBytes()); // one of them is 0
      return new Limit(field.type().wireName(), longest, field.options().keySet());
    }

    boolean isLimit() {
      return size > 0 || !keys.isEmpty();
    }

    boolean isWithin(Limit other) {
      return kind.equals(other.kind) && size <= other.size && other.keys.containsAll(keys);
    }

    @Override
    public String toString() {
      return keys.isEmpty()
          ? "at most "
              + size
              + (kind.equals(FieldType.BINARY.wireName()) ? " bytes" : " characters")
          : "one of " + String.join(", ", keys);
    }
  }

  /**
   * Records that do not fit.
   *
   * @param ids the first of them
   * @param keys those of a selection that went, as far as they are used
   * @param newKeys those that came
   * @param isWide whether a text has characters that count twice
   */
  record Misfits(
      List<Long> ids, long count, Set<String> keys, Set<String> newKeys, boolean isWide) {}

  /** The records whose values the field would not take any more; looked for only if need be. */
  Misfits misfits(Model model, ModelField field) {
    Limit now = Limit.of(field);
    Limit before = known.get(model.name() + ":" + field.name());
    if (!now.isLimit() || field.derivation() != null || (before != null && before.isWithin(now))) {
      return new Misfits(List.of(), 0, Set.of(), Set.of(), false);
    }
    List<Long> ids = new ArrayList<>();
    long count = 0;
    Set<String> keys = new LinkedHashSet<>();
    boolean isWide = false;
    try (Query query = suspects(model, field, now);
        ResultIterator<Object[]> rows =
            query
                .map(
                    (results, context) ->
                        new Object[] {results.getLong(1), Columns.value(field, results, 2)})
                .iterator()) {
      while (rows.hasNext()) {
        Object[] row = rows.next();
        if (!fits(model, field, row[1])) {
          count++;
          if (ids.size() < MOST_SHOWN) {
            ids.add((Long) row[0]);
          }
          if (field.type() == FieldType.SELECTION && keys.size() < MOST_SHOWN) {
            keys.add((String) row[1]);
          }
          isWide |= row[1] instanceof String text && text.codePoints().count() < text.length();
        }
      }
    }
    return new Misfits(ids, count, keys, newKeys(before, now), isWide);
  }

  private static Set<String> newKeys(@Nullable Limit before, Limit now) {
    Set<String> added = new LinkedHashSet<>(now.keys());
    if (before != null) {
      added.removeAll(before.keys());
    }
    return added;
  }

  /** Those that may not fit: bytes are never fewer than characters. */
  private Query suspects(Model model, ModelField field, Limit limit) {
    String column = Sql.quoted(field.name());
    String which =
        limit.keys().isEmpty()
            ? "octet_length(" + column + ") > :limit"
            : column + " NOT IN (SELECT value FROM json_each(:limit))";
    Query query =
        handle.createQuery(
            "SELECT id, "
                + column
                + " FROM "
                + Sql.quoted(model.table())
                + " WHERE "
                + which
                + " ORDER BY id");
    return limit.keys().isEmpty()
        ? query.bind("limit", limit.size())
        : query.bind("limit", Sql.json(limit.keys()));
  }

  private static boolean fits(Model model, ModelField field, Object value) {
    try {
      ValueCheck.checked(model, field, value);
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  /** Notes the limits of a model as they are now. */
  void remember(Model model) {
    handle.execute("DELETE FROM syncer_limits WHERE model = ?", model.name());
    Collection<ModelField> fields = model.columns();
    for (ModelField field : fields) {
      Limit limit = Limit.of(field);
      if (limit.isLimit()) {
        handle.execute(
            "INSERT INTO syncer_limits (model, field, kind, size, keys) VALUES (?, ?, ?, ?, ?)",
            model.name(),
            field.name(),
            limit.kind(),
            limit.size(),
            Sql.json(limit.keys()));
      }
    }
  }
}
