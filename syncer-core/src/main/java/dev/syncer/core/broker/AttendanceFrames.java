package dev.syncer.core.broker;

import dev.syncer.core.presence.Attendance;
import dev.syncer.core.shape.Notifications;
import org.jspecify.annotations.Nullable;

/**
 * Tells connections who is at a place: the same frame to all that are told the same list. Only the
 * broker's thread uses it.
 */
final class AttendanceFrames {
  private final Notifications notifications;
  private final FrameWriter writer;
  private final Failures failures;
  private @Nullable Laid last;

  private record Laid(Attendance attendance, Frame frame) {}

  AttendanceFrames(Notifications notifications, FrameWriter writer, Failures failures) {
    this.notifications = notifications;
    this.writer = writer;
    this.failures = failures;
  }

  void tell(ClientConnection connection, Attendance attendance) {
    failures.closing(
        "to tell who is there", connection, () -> connection.outlet().send(frame(attendance)));
  }

  @SuppressWarnings("ReferenceEquality") // this very list, which is told to one after the other
  private Frame frame(Attendance attendance) {
    Laid known = last;
    if (known == null || known.attendance != attendance) {
      String channel = notifications.channel(attendance.place().model());
      known = new Laid(attendance, writer.presence(channel, attendance));
      last = known;
    }
    return known.frame;
  }
}
