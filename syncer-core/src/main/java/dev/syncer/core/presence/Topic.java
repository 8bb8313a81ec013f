package dev.syncer.core.presence;

import dev.syncer.core.model.Model;
import java.util.Objects;

/**
 * What one can join: the channel of a model, or one of its records. They are different topics.
 *
 * @param model the model
 * @param record the id of the record; 0 for the channel
 */
public record Topic(Model model, long record) {
  public Topic {
    Objects.requireNonNull(model, "model");
    if (record < 0) {
      throw new IllegalArgumentException("record " + record + ": ids are 1 or more, 0 for none");
    }
  }

  /** Whether it is the channel, and no record of it. */
  public boolean isChannel() {
    return record == 0;
  }
}
