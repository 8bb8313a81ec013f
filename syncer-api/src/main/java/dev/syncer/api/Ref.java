package dev.syncer.api;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A link to a record: its id, and what it was called when it was read. Two links are equal when
 * they name the same id, so that a renamed target is no change of the record that points at it.
 */
public final class Ref {
  private final long id;
  private final @Nullable String name;

  private Ref(long id, @Nullable String name) {
    this.id = id;
    this.name = name;
  }

  /** A link to write; its name is not known yet. */
  public static Ref to(long id) {
    return new Ref(id, null);
  }

  /** A link as it was read. */
  public static Ref of(long id, String name) {
    return new Ref(id, name);
  }

  public long id() {
    return id;
  }

  /** The display name of the target; empty on a link that was not read from the database. */
  public Optional<String> name() {
    return Optional.ofNullable(name);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Ref ref && ref.id == id;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(id);
  }

  @Override
  public String toString() {
    return name == null ? "#" + id : name + " #" + id;
  }
}
