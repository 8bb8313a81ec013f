package dev.syncer.core.model;

/** What a model is or is not; declared once, by the module or by an extension. */
enum ModelTrait {
  /** Its changes are told to those who subscribe. */
  SYNCER,
  /** A change tells the whole record, and not the changed fields alone. */
  SYNC_ENTIRE,
  /** Its records are the people who act. */
  USERS,
  /** RPC and subscriptions answer as if it did not exist. */
  SYSTEM_ONLY,
  /** It only keeps a many2many. */
  RELATION
}
