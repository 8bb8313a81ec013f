package dev.syncer.core.broker;

/**
 * One of a commit's {@code changes} on its way into a frame: {@code ["s1",<notification>]}. Equal
 * only to itself.
 */
final class EncodedChange {
  /** What stands around the id and the notification. */
  private static final int AROUND = "[\"\",]".length();

  private final String subscription;
  private final String channel;
  private final byte[] notification;

  /**
   * @param subscription that is told it
   * @param channel of the record
   * @param notification JSON in UTF-8; not copied, so nobody may change it
   */
  EncodedChange(String subscription, String channel, byte[] notification) {
    this.subscription = subscription;
    this.channel = channel;
    this.notification = notification;
  }

  String subscription() {
    return subscription;
  }

  String channel() {
    return channel;
  }

  byte[] notification() {
    return notification;
  }

  /** Bytes that it takes in a frame. */
  int size() {
    return subscription.length() + notification.length + AROUND;
  }
}
