package dev.syncer.core.presence;

/** What a member of a topic does, the stronger last. */
public enum Activity {
  VIEWING("viewing"),
  EDITING("editing");

  private final String wireName;

  Activity(String wireName) {
    this.wireName = wireName;
  }

  public String wireName() {
    return wireName;
  }
}
