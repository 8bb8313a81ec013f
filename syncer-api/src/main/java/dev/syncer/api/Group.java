package dev.syncer.api;

import java.util.EnumSet;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A group of users, known by its name. Its methods say what it may do with a model: {@code
 * group("user").reads().writes()}.
 *
 * @param name lower case letters, digits, underscores and dots; empty for {@link #everyone()}
 */
public record Group(String name) {
  private static final Pattern NAME = Pattern.compile("([a-z][a-z0-9_.]{0,62})?");
  private static final Group EVERYONE = new Group("");

  public Group {
    Objects.requireNonNull(name, "name");
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "group \""
              + name
              + "\": a name is 1 to 63 of a-z, 0-9, _ and . and begins with a letter");
    }
  }

  /** The group of this name. A user is in it whose record has the name in {@code groups}. */
  public static Group group(String name) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("group \"\": name it, or use everyone()");
    }
    return new Group(name);
  }

  /** Everybody: all users, and callers who have not logged in. */
  public static Group everyone() {
    return EVERYONE;
  }

  /** May read records, search for them, and subscribe to them. */
  public Grant reads() {
    return may(Operation.READ);
  }

  /** May create records. */
  public Grant creates() {
    return may(Operation.CREATE);
  }

  /** May write to records. */
  public Grant writes() {
    return may(Operation.WRITE);
  }

  /** May delete records. */
  public Grant unlinks() {
    return may(Operation.UNLINK);
  }

  /** May do everything. */
  public Grant all() {
    return new Grant(this, EnumSet.allOf(Operation.class));
  }

  private Grant may(Operation operation) {
    return new Grant(this, EnumSet.of(operation));
  }

  @Override
  public String toString() {
    return name.isEmpty() ? "everyone" : name;
  }
}
