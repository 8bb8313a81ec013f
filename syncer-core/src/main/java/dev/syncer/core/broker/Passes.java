package dev.syncer.core.broker;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * When a connection that catches up has its next turn. At most one pass at a time is under way for
 * a connection. Safe for use by many threads.
 */
final class Passes {
  /** How long those wait for whom there is too little memory. */
  private static final Duration SHORTAGE = Duration.ofMillis(100);

  private final BrokerThreads threads;
  private final Failures failures;
  private final CommitWaits waits;
  private final Function<ClientConnection, CatchUp> begun;
  private final Consumer<ClientConnection> join;

  /**
   * @param begun a pass for a connection
   * @param join tried on the broker's thread when a pass has reached the head it knew; it ends the
   *     pass
   */
  Passes(
      BrokerThreads threads,
      Failures failures,
      CommitWaits waits,
      Function<ClientConnection, CatchUp> begun,
      Consumer<ClientConnection> join) {
    this.threads = threads;
    this.failures = failures;
    this.waits = waits;
    this.begun = begun;
    this.join = join;
  }

  /** Goes on with a connection that catches up, if it has room and nobody is at it already. */
  void resume(ClientConnection connection) {
    if (connection.isJoined() || connection.isClosed()) {
      return;
    }
    if (!connection.hasRoom()) {
      if (connection.lacksMemory() && connection.beginWait()) {
        later(connection, () -> resumeAfterWait(connection));
      }
      return;
    }
    if (!connection.beginPass()) {
      return;
    }
    if (connection.isJoined()) {
      // It went live after the first look. From here on nobody else makes it live.
      connection.endPass();
      return;
    }
    enqueue(begun.apply(connection));
  }

  private void resumeAfterWait(ClientConnection connection) {
    connection.endWait();
    resume(connection);
  }

  private void later(ClientConnection whom, Runnable task) {
    threads.later(SHORTAGE, "to go on", task, () -> failures.close(List.of(whom)));
  }

  /** Gives a pass its turn, after those that wait. */
  private void enqueue(CatchUp pass) {
    threads.read(pass.connection().user().id(), () -> run(pass));
  }

  private void run(CatchUp pass) {
    ClientConnection connection = pass.connection();
    try {
      switch (pass.serve()) {
        case AT_THE_HEAD -> {
          threads.execute("to join those who are live", connection, () -> join.accept(connection));
          return;
        }
        case FOR_NOW -> {
          enqueue(pass);
          return;
        }
        case AHEAD -> {
          threads.execute(
              "to wait for a commit",
              connection,
              () -> waits.await(pass.ahead(), connection, () -> enqueue(pass)));
          return;
        }
        case SHORT -> {
          later(connection, () -> enqueue(pass));
          return;
        }
        case FULL -> {}
      }
    } catch (RuntimeException | Error e) {
      failures.tell("to serve a connection from the log", e);
      failures.close(List.of(connection));
    }
    connection.endPass();
    // It may have drained between the last look and the end of the pass.
    resume(connection);
  }
}
