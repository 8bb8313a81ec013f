package dev.syncer.core.suite.store;

import dev.syncer.core.model.Order;
import dev.syncer.core.model.Row;
import dev.syncer.core.model.ValueOrder;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Orders rows: empty values come first when ascending; ids decide between equals. */
record RowComparator(List<Order> orders) implements Comparator<Row> {

  @Override
  public int compare(Row a, Row b) {
    for (Order order : orders) {
      int compared = values(a.value(order.field()), b.value(order.field()));
      if (compared != 0) {
        return order.isDescending() ? -compared : compared;
      }
    }
    return Long.compare(a.id(), b.id());
  }

  private static int values(@Nullable Object a, @Nullable Object b) {
    if (a == null || b == null) {
      return a == b ? 0 : a == null ? -1 : 1;
    }
    return ValueOrder.compare(a, b);
  }
}
