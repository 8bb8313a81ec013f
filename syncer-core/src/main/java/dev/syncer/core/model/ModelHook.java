package dev.syncer.core.model;

import dev.syncer.api.Hook;
import java.util.Locale;
import java.util.Objects;

/**
 * A hook of a model.
 *
 * @param moment when it runs
 * @param hook what runs; its type fits the moment
 * @param declaredBy the name of the module that declared it
 */
public record ModelHook(Moment moment, Hook hook, String declaredBy) {
  public ModelHook {
    Objects.requireNonNull(moment, "moment");
    Objects.requireNonNull(hook, "hook");
    Objects.requireNonNull(declaredBy, "declaredBy");
  }

  /** When a hook runs. */
  public enum Moment {
    BEFORE_CREATE,
    AFTER_CREATE,
    BEFORE_WRITE,
    AFTER_WRITE,
    BEFORE_UNLINK,
    AFTER_UNLINK;

    /** {@code before create}. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }
}
