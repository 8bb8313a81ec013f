package dev.syncer.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What to search for: a filter, an order, a limit. Immutable. {@code
 * Query.of(Task.STAGE.eq(stage)).orderBy(Task.SEQUENCE.desc()).limit(80)}; generic code writes the
 * same with names, {@code Query.where("stage_id", "=", 3).orderBy("sequence desc").limit(80)}.
 *
 * @param filter which records
 * @param order {@code "name"}, {@code "name desc"}; ids ascending decide between equals
 * @param limit the most records, 1 or more; {@link #NO_LIMIT} for all
 * @param offset how many records to pass over, 0 or more
 */
public record Query(Filter filter, List<String> order, int limit, int offset) {
  /** All records that match. */
  public static final int NO_LIMIT = Integer.MAX_VALUE;

  public Query {
    Objects.requireNonNull(filter, "filter");
    order = List.copyOf(order);
    if (limit < 1) {
      throw new IllegalArgumentException("limit " + limit + ": the limit is at least 1");
    }
    if (offset < 0) {
      throw new IllegalArgumentException("offset " + offset + ": the offset is at least 0");
    }
  }

  /** All records, ids ascending. */
  public static Query all() {
    return new Query(Filter.all(), List.of(), NO_LIMIT, 0);
  }

  /** All records that match, ids ascending. */
  public static Query of(Filter filter) {
    return all().where(filter);
  }

  /** All records that match, ids ascending; for generic code. */
  public static Query where(String field, String operator, Object value) {
    return all().where(Filter.where(field, operator, value));
  }

  /** This query for the records that match both its filter and the given one. */
  public Query where(Filter more) {
    return new Query(filter.and(more), order, limit, offset);
  }

  /** This query ordered by more fields, {@code orderBy(Task.DUE.desc(), Task.NAME.asc())}. */
  public Query orderBy(Sort... fields) {
    List<String> longer = new ArrayList<>(order);
    for (Sort field : fields) {
      longer.add(field.toString());
    }
    return new Query(filter, longer, limit, offset);
  }

  /** This query ordered by one more field, {@code "name"} or {@code "name desc"}. */
  public Query orderBy(String field) {
    List<String> longer = new ArrayList<>(order);
    longer.add(field);
    return new Query(filter, longer, limit, offset);
  }

  /** This query, for at most so many records. */
  public Query limit(int most) {
    return new Query(filter, order, most, offset);
  }

  /** This query, without so many records at its beginning. */
  public Query offset(int skipped) {
    return new Query(filter, order, limit, skipped);
  }
}
