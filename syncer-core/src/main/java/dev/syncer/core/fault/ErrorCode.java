package dev.syncer.core.fault;

/**
 * The faults that a developer or an operator reads about, each with an id that {@code
 * docs/errors.md} explains. Ids are never reused.
 */
public enum ErrorCode {
  /** A model name that is not dotted lower case. */
  MODEL_NAME("SYNC-1001"),
  /** Two modules declare the same model. */
  MODEL_DUPLICATE("SYNC-1002"),
  /** A model is extended or pointed at that nobody declares. */
  MODEL_UNKNOWN("SYNC-1003"),
  /** A field name that is not lower case with underscores, or that every model has already. */
  FIELD_NAME("SYNC-1004"),
  /** Two declarations of the same field. */
  FIELD_DUPLICATE("SYNC-1005"),
  /** A default, a display name or another option of a field that does not fit its type. */
  FIELD_OPTION("SYNC-1006"),
  /** More than one model of users. */
  MODEL_USERS("SYNC-1007"),
  /** A module that cannot be loaded or throws while it declares. */
  MODULE_BROKEN("SYNC-1008"),
  /** Two modules with the same class. */
  MODULE_DUPLICATE("SYNC-1009"),
  /** A controller that cannot be used. */
  CONTROLLER_BROKEN("SYNC-1010"),
  /** A one2many or many2many that does not fit the other model. */
  FIELD_RELATION("SYNC-1011"),
  /** A path of a related or computed field that leads nowhere, or over what is not stored. */
  FIELD_PATH("SYNC-1012"),
  /** Computed fields that depend on each other in a circle. */
  FIELD_CYCLE("SYNC-1013"),
  /** A module that depends on one that is not there. */
  MODULE_DEPENDENCY("SYNC-1014"),
  /** Modules that depend on each other in a circle. */
  MODULE_CYCLE("SYNC-1015"),
  /** A rule for a group that may do nothing with the model. */
  RULE_GROUP("SYNC-1016"),
  /** A rule over a field that it cannot look at, or with a value that does not fit. */
  RULE_TERM("SYNC-1017"),
  /** A stored derived value that cannot be made for a record that is there already. */
  FIELD_UNFILLED("SYNC-1018"),
  /** Messages on a channel that nobody can subscribe to. */
  MESSAGES_CHANNEL("SYNC-1019"),
  /** A database file that cannot be opened or written. */
  STORE_UNUSABLE("SYNC-1101"),
  /** A database that another program made. */
  STORE_FOREIGN("SYNC-1102"),
  /** A table that differs from its model so that data would be lost. */
  STORE_SCHEMA("SYNC-1103"),
  /** A database that another running server has open. */
  STORE_IN_USE("SYNC-1104"),
  /** An address that cannot be listened on. */
  ADDRESS_UNUSABLE("SYNC-1201"),
  /** A setting outside of its range. */
  OPTION_INVALID("SYNC-1202"),
  /** An application that Guice cannot put together. */
  WIRING_BROKEN("SYNC-1203");

  private final String id;

  ErrorCode(String id) {
    this.id = id;
  }

  /** {@code SYNC-1003}. */
  public String id() {
    return id;
  }

  /** The fault as people read it: id, what failed and what to do, where to read more. */
  public String message(String text) {
    return id + ": " + text + " See docs/errors.md#" + id;
  }
}
