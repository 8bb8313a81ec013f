package dev.syncer.api;

/** What one can do with the records of a model. */
public enum Operation {
  READ,
  CREATE,
  WRITE,
  UNLINK
}
