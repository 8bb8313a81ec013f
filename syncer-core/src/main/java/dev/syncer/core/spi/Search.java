package dev.syncer.core.spi;

import dev.syncer.core.model.Condition;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Order;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link ReadTransaction} looks for, and how much of it. {@code
 * Search.of(condition).limit(500).fields(shown).bytes(262_144)}.
 *
 * @param condition which records
 * @param orders first sort first; ids ascending decide between equals
 * @param limit the most records, 1 or more
 * @param offset how many are passed over, 0 or more
 * @param fields what is read of them, beside id and version; null for everything
 * @param bytes {@link dev.syncer.core.model.Row#bytes} after which no further record is read; the
 *     first is read however large it is
 */
public record Search(
    Condition condition,
    List<Order> orders,
    int limit,
    int offset,
    @Nullable Set<ModelField> fields,
    long bytes) {

  public Search {
    Objects.requireNonNull(condition, "condition");
    orders = List.copyOf(orders);
    if (limit < 1 || offset < 0) {
      throw new IllegalArgumentException(
          "limit "
              + limit
              + ", offset "
              + offset
              + ": the limit is 1 or more, the offset 0 or more");
    }
    fields = fields == null ? null : Set.copyOf(fields);
  }

  /** All records that match, entire. */
  public static Search of(Condition condition) {
    return new Search(condition, List.of(), Integer.MAX_VALUE, 0, null, Long.MAX_VALUE);
  }

  public Search orders(List<Order> sorted) {
    return new Search(condition, sorted, limit, offset, fields, bytes);
  }

  public Search limit(int most) {
    return new Search(condition, orders, most, offset, fields, bytes);
  }

  public Search offset(int skipped) {
    return new Search(condition, orders, limit, skipped, fields, bytes);
  }

  /** Reads these fields only; everything for null. */
  public Search fields(@Nullable Set<ModelField> read) {
    return new Search(condition, orders, limit, offset, read, bytes);
  }

  public Search bytes(long most) {
    return new Search(condition, orders, limit, offset, fields, most);
  }
}
