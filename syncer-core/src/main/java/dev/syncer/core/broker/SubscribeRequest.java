package dev.syncer.core.broker;

import dev.syncer.core.model.Model;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a subscription asks for.
 *
 * @param model whose changes
 * @param cursor where to go on, as a client kept it, unchecked; null for none
 * @param snapshot whether to send what is there first; a valid cursor wins over it
 */
public record SubscribeRequest(Model model, @Nullable String cursor, boolean snapshot) {
  public SubscribeRequest {
    Objects.requireNonNull(model, "model");
  }
}
