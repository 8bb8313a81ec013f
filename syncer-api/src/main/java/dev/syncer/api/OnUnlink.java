package dev.syncer.api;

/** What happens to a record whose many2one points at a record that is deleted. */
public enum OnUnlink {
  /** The other record cannot be deleted. */
  RESTRICT,
  /** The many2one becomes empty. */
  SET_NULL,
  /** The record is deleted too. */
  CASCADE
}
