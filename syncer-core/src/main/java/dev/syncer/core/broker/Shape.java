package dev.syncer.core.broker;

import dev.syncer.core.model.Model;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What subscriptions see. For now that is a channel: every record of a model. Equal shapes are one,
 * so that a change is encoded once for all who see it.
 */
final class Shape {
  private final String id;
  private final Model model;

  /** The connections that are live here; only the broker's thread looks at it. */
  private final Set<DefaultConnection> members = new LinkedHashSet<>();

  Shape(String id, Model model) {
    this.id = id;
    this.model = model;
  }

  /** Its name to clients, {@code s1}. */
  String id() {
    return id;
  }

  Model model() {
    return model;
  }

  Set<DefaultConnection> members() {
    return members;
  }
}
