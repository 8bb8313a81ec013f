package dev.syncer.examples.board.model;

import dev.syncer.api.Field;
import dev.syncer.api.Fields;

/** The colours that people and tags can have; the page decides how each looks. */
final class Colors {
  private Colors() {}

  static Field<String> color(String name) {
    return Fields.selection(
            name, "gray", "Gray", "red", "Red", "amber", "Amber", "green", "Green", "teal", "Teal",
            "blue", "Blue", "violet", "Violet", "pink", "Pink")
        .defaultsTo("gray");
  }
}
