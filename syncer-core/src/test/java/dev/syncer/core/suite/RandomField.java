package dev.syncer.core.suite;

import dev.syncer.api.OnUnlink;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A field of a {@link RandomModel}.
 *
 * @param kind what it is
 * @param end of a related or computed field, what its values are; else the same as the kind
 * @param target the model that a relation points at; else empty
 * @param inverses the fields of the target that point back
 * @param paths what a related or computed field depends on
 * @param isStored whether a related or computed field has a column
 */
record RandomField(
    String name,
    Kind kind,
    Kind end,
    String target,
    List<String> inverses,
    List<String> paths,
    boolean isStored,
    boolean isRequired,
    @Nullable OnUnlink onUnlink) {

  /** What a field is. */
  enum Kind {
    TEXT,
    INTEGER,
    BOOLEAN,
    DECIMAL,
    DATE,
    LINK,
    CHILDREN,
    FILES,
    TAGS,
    RELATED,
    COMPUTED;

    boolean isList() {
      return this == CHILDREN || this == FILES || this == TAGS;
    }
  }

  RandomField {
    inverses = List.copyOf(inverses);
    paths = List.copyOf(paths);
  }

  static RandomField plain(String name, Kind kind) {
    return new RandomField(
        name, kind, kind, "", List.of(), List.of(), true, name.equals("name"), null);
  }

  static RandomField list(String name, Kind kind, String target, String... inverses) {
    return new RandomField(
        name, kind, kind, target, List.of(inverses), List.of(), false, false, null);
  }

  boolean isDerived() {
    return kind == Kind.RELATED || kind == Kind.COMPUTED;
  }

  boolean isRelation() {
    return kind == Kind.LINK || kind.isList();
  }

  /** The other side of a many2many, which another model keeps. */
  boolean isOtherSide() {
    return kind == Kind.TAGS && !inverses.isEmpty();
  }
}
