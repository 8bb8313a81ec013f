package dev.syncer.core.change;

/** What happened to a record; its {@link #wireName} is the {@code method} of a notification. */
public enum ChangeKind {
  CREATE("create"),
  WRITE("write"),
  UNLINK("unlink");

  private final String wireName;

  ChangeKind(String wireName) {
    this.wireName = wireName;
  }

  public String wireName() {
    return wireName;
  }
}
