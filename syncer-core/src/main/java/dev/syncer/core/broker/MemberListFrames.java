package dev.syncer.core.broker;

import dev.syncer.core.presence.MemberList;
import dev.syncer.core.shape.Notifications;
import org.jspecify.annotations.Nullable;

/**
 * Tells connections who is a member of a topic: the same frame to all that are told the same list.
 * Only the broker's thread uses it.
 */
final class MemberListFrames {
  private final Notifications notifications;
  private final FrameWriter writer;
  private final Failures failures;
  private @Nullable Laid last;

  private record Laid(MemberList list, Frame frame) {}

  MemberListFrames(Notifications notifications, FrameWriter writer, Failures failures) {
    this.notifications = notifications;
    this.writer = writer;
    this.failures = failures;
  }

  void tell(ClientConnection connection, MemberList list) {
    failures.closing(
        "to tell the members of a topic", connection, () -> connection.outlet().send(frame(list)));
  }

  @SuppressWarnings("ReferenceEquality") // this very list, which is told to one after the other
  private Frame frame(MemberList list) {
    Laid known = last;
    if (known == null || known.list != list) {
      String channel = notifications.channel(list.topic().model());
      known = new Laid(list, writer.presence(channel, list));
      last = known;
    }
    return known.frame;
  }
}
