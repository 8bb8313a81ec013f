package dev.syncer.core.shape;

import dev.syncer.core.model.Order;
import dev.syncer.core.model.Row;
import dev.syncer.core.model.ValueOrder;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The order in which a store answers a search: empty values first when ascending, last when
 * descending; ids ascending decide between equals.
 *
 * @param orders first sort first
 */
record RowOrder(List<Order> orders) implements Comparator<Row> {

  @Override
  public int compare(Row a, Row b) {
    for (Order order : orders) {
      int compared = compareValues(a.value(order.field()), b.value(order.field()));
      if (compared != 0) {
        return order.isDescending() ? -compared : compared;
      }
    }
    return Long.compare(a.id(), b.id());
  }

  private static int compareValues(@Nullable Object a, @Nullable Object b) {
    if (a == null || b == null) {
      return Boolean.compare(a != null, b != null);
    }
    return ValueOrder.compare(a, b);
  }
}
