package dev.syncer.rpc.core.live;

import dev.syncer.core.broker.CloseCode;
import dev.syncer.core.broker.Connection;
import dev.syncer.rpc.core.LiveOutlet;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The heartbeats of one connection: asks a peer that is silent for a sign, ends the connection of
 * one that gives none, and has the broker say how far it is.
 */
final class Heartbeats {
  private final LiveOutlet outlet;
  private final Inbox inbox;
  private final Supplier<@Nullable Connection> connection;
  private final BiConsumer<CloseCode, String> end;
  private final IdleDetector idle = new IdleDetector(this::doubt);
  private int parts;

  /**
   * @param connection the broker's; null before somebody was let in
   * @param end ends the connection
   */
  Heartbeats(
      LiveOutlet outlet,
      Inbox inbox,
      Supplier<@Nullable Connection> connection,
      BiConsumer<CloseCode, String> end) {
    this.outlet = outlet;
    this.inbox = inbox;
    this.connection = connection;
    this.end = end;
  }

  /** The peer has sent something. */
  void heard() {
    idle.heard();
  }

  /** A part of a heartbeat has passed. Called by the timer. */
  void pass() {
    if (inbox.isHeld()) {
      idle.heard(); // it is we who do not listen
    }
    switch (idle.pass()) {
      case GIVE_UP -> {
        end.accept(CloseCode.NO_HEARTBEAT, "nothing was heard for more than two heartbeats");
        return;
      }
      case ASK -> outlet.ping();
      case NOTHING -> {}
    }
    Connection known = connection.get();
    if (++parts % IdleDetector.PARTS == 0 && known != null) {
      known.heartbeat();
    }
  }

  private void doubt(boolean isSilent) {
    Connection known = connection.get();
    if (known != null) {
      known.silent(isSilent);
    }
  }
}
