package dev.syncer.core.broker;

import dev.syncer.core.model.Model;
import dev.syncer.core.shape.ShapeRequest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a subscription asks for.
 *
 * @param shape what to see
 * @param cursor where to go on, as a client kept it, unchecked; null for none
 * @param snapshot whether to send what is there first; a valid cursor wins over it
 */
public record SubscribeRequest(ShapeRequest shape, @Nullable String cursor, boolean snapshot) {
  public SubscribeRequest {
    Objects.requireNonNull(shape, "shape");
  }

  /** All records of a model, whole. */
  public SubscribeRequest(Model model, @Nullable String cursor, boolean snapshot) {
    this(ShapeRequest.all(model), cursor, snapshot);
  }
}
