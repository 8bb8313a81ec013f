package dev.syncer.api;

/** What happens to a record whose many2one points at a record that is unlinked. */
public enum OnUnlink {
  /** The unlink is refused. */
  RESTRICT,
  /** The field becomes empty. */
  SET_NULL,
  /** The record is unlinked too. */
  CASCADE
}
