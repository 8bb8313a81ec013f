package dev.syncer.api;

/** What a group can be allowed to do with the records of a model. */
public enum Operation {
  READ,
  CREATE,
  WRITE,
  UNLINK
}
