package dev.syncer.core.broker;

/** What a frame is; its {@link #wireName} is the notification's method after {@code syncer.}. */
public enum FrameKind {
  COMMIT("commit"),
  SNAPSHOT("snapshot"),
  RESET("reset"),
  ENDED("ended"),
  HEARTBEAT("heartbeat"),
  MESSAGE("message"),
  PRESENCE("presence");

  private final String wireName;

  FrameKind(String wireName) {
    this.wireName = wireName;
  }

  public String wireName() {
    return wireName;
  }
}
