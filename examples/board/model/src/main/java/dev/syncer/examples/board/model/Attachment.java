package dev.syncer.examples.board.model;

import static dev.syncer.api.Fields.integer;
import static dev.syncer.api.Fields.text;

import dev.syncer.api.Field;
import dev.syncer.api.ModelRecord;

/** The fields of {@code project.attachment}: a named link that belongs to any record. */
public final class Attachment {
  public static final String MODEL = "project.attachment";

  public static final Field<String> NAME = text("name", 200).required();

  /** Where it is, {@code https://…}. */
  public static final Field<String> URL = text("url", 2000).required().label("Address");

  /** The model of the record that it belongs to. */
  public static final Field<String> RES_MODEL = text("res_model", 100).required().index();

  /** The id of the record that it belongs to. */
  public static final Field<Long> RES_ID = integer("res_id").required().index();

  private Attachment() {}

  /** Whether a page may make a link of it: other schemes can run code. */
  static boolean isSafe(ModelRecord attachment) {
    String url = attachment.get(URL);
    return url != null && url.matches("https://[^\\s/?#]\\S*");
  }
}
