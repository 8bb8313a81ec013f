package dev.syncer.examples.board.model;

import static dev.syncer.api.Fields.integer;
import static dev.syncer.api.Fields.text;

import dev.syncer.api.Field;
import dev.syncer.api.ModelRecord;

/** A named link that belongs to any record. */
public interface Attachment {
  String MODEL = "project.attachment";

  Field<String> NAME = text("name", 200).required();

  /** Where it is, {@code https://…}. */
  Field<String> URL = text("url", 2000).required().label("Address");

  /** The model of the record that it belongs to. */
  Field<String> RES_MODEL = text("res_model", 100).required().index();

  /** The id of the record that it belongs to. */
  Field<Long> RES_ID = integer("res_id").required().index();

  /** Whether a page may make a link of it: other schemes can run code. */
  static boolean isSafe(ModelRecord attachment) {
    return attachment.require(URL).matches("https://[^\\s/?#]\\S*");
  }
}
