package dev.syncer.core.shape;

import dev.syncer.api.Filter;
import dev.syncer.core.model.Model;
import dev.syncer.rpc.ValidationException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asks to see.
 *
 * @param model whose records
 * @param filter which of them
 * @param fields what of them; null for all that is readable
 * @param order as in a {@link dev.syncer.api.Query}; without a limit it decides nothing
 * @param limit only so many, the first of the order, 1 to {@value #MAX_LIMIT}; null for all
 */
public record ShapeRequest(
    Model model,
    Filter filter,
    @Nullable List<String> fields,
    List<String> order,
    @Nullable Integer limit) {
  /** The most records of a window. */
  public static final int MAX_LIMIT = 1_000;

  /**
   * @throws ValidationException if the limit is out of its range
   */
  public ShapeRequest {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(filter, "filter");
    fields = fields == null ? null : List.copyOf(fields);
    order = List.copyOf(order);
    if (limit != null && (limit < 1 || limit > MAX_LIMIT)) {
      throw new ValidationException(
          "The limit is " + limit + ", but takes 1 to " + MAX_LIMIT + ".",
          Map.of("model", model.name(), "rule", "limit", "limit", MAX_LIMIT));
    }
  }

  /** All records of a model, whole. */
  public static ShapeRequest all(Model model) {
    return new ShapeRequest(model, Filter.all(), null, List.of(), null);
  }
}
