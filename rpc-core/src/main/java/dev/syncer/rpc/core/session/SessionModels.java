package dev.syncer.rpc.core.session;

import static dev.syncer.api.Fields.dateTime;
import static dev.syncer.api.Fields.integer;
import static dev.syncer.api.Fields.text;

import dev.syncer.api.Field;
import dev.syncer.api.ModelModule;
import dev.syncer.api.Models;
import java.time.Instant;

/** The model of sessions. */
final class SessionModels implements ModelModule {
  static final String SESSION = "syncer.session";

  /** SHA-256 of the token: who reads the database cannot log in with what is there. */
  static final Field<String> TOKEN_HASH = text("token_hash", 64).required().index();

  static final Field<Long> USER_ID = integer("user_id").required();
  static final Field<Instant> EXPIRES_AT = dateTime("expires_at").required().index();

  @Override
  public void define(Models models) {
    models.model(SESSION).fields(TOKEN_HASH, USER_ID, EXPIRES_AT).systemOnly();
  }
}
