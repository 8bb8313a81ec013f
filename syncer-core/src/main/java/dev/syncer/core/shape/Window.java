package dev.syncer.core.shape;

import dev.syncer.core.model.Order;
import java.util.List;

/**
 * The first records of an order.
 *
 * @param orders first sort first; ids ascending decide between equals
 * @param limit how many, 1 or more
 */
public record Window(List<Order> orders, int limit) {
  public Window {
    orders = List.copyOf(orders);
  }
}
