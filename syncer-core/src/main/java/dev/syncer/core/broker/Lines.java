package dev.syncer.core.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * What comes behind the commits of a live connection, or waits there until something was read. Only
 * the broker's thread uses it.
 */
final class Lines {
  private final Progress progress;
  private final History history;
  private final FrameWriter writer;
  private final Preparations preparations;

  Lines(Progress progress, History history, FrameWriter writer, Preparations preparations) {
    this.progress = progress;
    this.history = history;
    this.writer = writer;
    this.preparations = preparations;
  }

  /** Puts a commit into the line of a connection, and has read what it needs. */
  void queue(ClientConnection connection, CommitItem item) {
    connection.line().add(item);
    prepare(connection, item);
  }

  private void prepare(ClientConnection connection, CommitItem item) {
    Set<ShapeSubscribers> unprepared = item.unprepared();
    if (!unprepared.isEmpty()) {
      preparations.request(item.commit(), unprepared, connection);
    }
  }

  /** A window has been told of commits; what it shows of them may have to be prepared. */
  void goOnTold(ClientConnection connection) {
    connection.line().commits().forEach(item -> prepare(connection, item));
    connection.line().advance();
  }

  /** A heartbeat with what was sent, behind all that waits. */
  void beat(ClientConnection connection) {
    if (!connection.isJoined() || connection.isClosed() || connection.isFull()) {
      return;
    }
    long position = progress.position();
    Frame heartbeat = writer.heartbeat(history.cursor(position));
    connection.line().add(new BeatItem(connection, position, heartbeat));
    connection.line().advance();
  }

  /** Does something when all that waits for a connection was sent; at once if nothing does. */
  void behind(ClientConnection connection, Runnable task) {
    Line line = connection.line();
    if (line.isEmpty()) {
      task.run();
    } else {
      line.add(new AnyItem(progress.position(), task));
    }
  }

  /** Completes when what was handed out up to now has been sent to connections that are live. */
  void flush(List<ClientConnection> connections, CompletableFuture<Boolean> flushed) {
    List<CompletableFuture<Boolean>> all = new ArrayList<>();
    for (ClientConnection each : connections) {
      CompletableFuture<Boolean> sent = new CompletableFuture<>();
      all.add(sent);
      behind(each, () -> sent.complete(true));
    }
    CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
        .thenRun(() -> flushed.complete(true));
  }
}
