package dev.syncer.core.broker;

import dev.syncer.api.User;
import dev.syncer.core.memory.MemoryBudget;
import dev.syncer.core.shape.Notifications;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An outlet that keeps what it is sent, and the connection behind it, without a broker. */
final class RecordingOutlet implements Outlet {
  static final int SHARE = 1_000;

  final List<Frame> sent = new ArrayList<>();
  final List<Subscription> left = new ArrayList<>();
  long pending;
  @Nullable CloseCode closed;

  private final MemoryBudget memory = new MemoryBudget(100_000_000);
  private final ClientConnection connection =
      new ClientConnection(
          this,
          User.SYSTEM,
          new OutboundShare(SHARE, memory),
          new MemberListFrames(
              new Notifications("demo"), new FrameWriter(100_000, memory), new Failures()),
          (who, ended) -> left.addAll(ended));

  ClientConnection connection() {
    return connection;
  }

  @Override
  public void send(Frame frame) {
    sent.add(frame);
  }

  @Override
  public long pendingBytes() {
    return pending;
  }

  @Override
  public void close(CloseCode code, String reason) {
    closed = code;
  }
}
