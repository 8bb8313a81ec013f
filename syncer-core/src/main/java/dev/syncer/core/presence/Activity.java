package dev.syncer.core.presence;

/** What somebody does at a place, the stronger last. */
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
