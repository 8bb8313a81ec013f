package dev.syncer.core.broker;

import dev.syncer.core.model.Model;
import dev.syncer.core.presence.Activity;
import dev.syncer.core.presence.JoinedTopics;
import dev.syncer.core.presence.PresenceTracker;
import dev.syncer.core.presence.Topic;
import dev.syncer.core.shape.Shapes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Lets connections in, and takes what their clients want to the broker's thread. Safe for use by
 * many threads.
 */
final class Connections {
  private final History history;
  private final Progress progress;
  private final BrokerThreads threads;
  private final Shapes shapes;
  private final Readers readers;
  private final Subscribing subscribing;
  private final Leaving leaving;
  private final Lines lines;
  private final Passes passes;
  private final ChannelMessages messages;
  private final PresenceTracker presence;

  Connections(
      History history,
      Progress progress,
      BrokerThreads threads,
      Shapes shapes,
      Readers readers,
      Subscribing subscribing,
      Leaving leaving,
      Lines lines,
      Passes passes,
      ChannelMessages messages,
      PresenceTracker presence) {
    this.history = history;
    this.progress = progress;
    this.threads = threads;
    this.shapes = shapes;
    this.readers = readers;
    this.subscribing = subscribing;
    this.leaving = leaving;
    this.lines = lines;
    this.passes = passes;
    this.messages = messages;
    this.presence = presence;
  }

  /** Lets a connection in. Reads the database. */
  Connection connect(ClientConnection client) {
    // In this order: a change of rights that comes after the read finds the connection.
    threads.execute("to connect", client, () -> readers.add(client));
    readers.read(client);
    if (!readers.mayStay(client)) {
      // It was let in a moment too late.
      threads.execute("to send away", client, () -> Delivery.sendAway(client));
    }
    return new DefaultConnection(client);
  }

  /** The broker's side of a connection, as a transport has it. */
  private final class DefaultConnection implements Connection {
    private final ClientConnection client;

    private DefaultConnection(ClientConnection client) {
      this.client = client;
    }

    @Override
    public boolean canRead(Model model) {
      return shapes.canRead(client.principal(), model);
    }

    @Override
    public void check(SubscribeRequest request) {
      shapes.shape(client.principal(), request.shape());
    }

    @Override
    public void subscribe(List<SubscribeRequest> requests, Consumer<List<SubscribeAnswer>> answer) {
      requests.forEach(this::check);
      subscribing.subscribe(client, List.copyOf(requests), answer);
    }

    @Override
    public boolean unsubscribe(String subscription) {
      Subscription ended = client.remove(subscription);
      if (ended != null) {
        threads.execute("to unsubscribe", client, () -> leaving.left(ended));
      }
      return ended != null;
    }

    @Override
    public int subscriptions() {
      return client.subscriptions();
    }

    @Override
    public boolean maySend(Model model) {
      return readers.maySend(client, model);
    }

    @Override
    public void send(Model model, byte[] message, Set<? extends Connection> alsoSender) {
      messages.tell(
          model,
          message,
          client.user(),
          each ->
              each == client
                  || alsoSender.stream()
                      .anyMatch(
                          other ->
                              other instanceof DefaultConnection theirs && theirs.client == each));
    }

    @Override
    public JoinedTopics joined() {
      return client.joined();
    }

    @Override
    public Optional<Runnable> join(Topic topic, Activity activity) {
      PresenceTracker.Look look = presence.look(client, topic);
      if (!presence.hasSpace(topic, client.user().id())) {
        return Optional.empty();
      }
      client.joined().join(topic, activity);
      return Optional.of(
          () ->
              threads.execute(
                  "to let somebody join a topic",
                  client,
                  () -> {
                    if (!client.isClosed()) {
                      presence.join(client, topic, look, progress.position());
                    }
                  }));
    }

    @Override
    public void leave(Topic topic) {
      client.joined().leave(topic);
      threads.execute("to leave a topic", client, () -> presence.leave(client, topic));
    }

    @Override
    public void silent(boolean isSilent) {
      threads.execute("to hear of silence", client, () -> presence.silent(client, isSilent));
    }

    @Override
    public boolean isLive() {
      return client.isLive();
    }

    @Override
    public String cursor() {
      // Live before and after the position was read: live at that position, so all of it was sent
      // but for what waits in the line.
      if (client.isLive()) {
        long position = progress.position();
        long sent = Math.min(position, client.line().sent());
        if (client.isLive()) {
          return history.cursor(sent);
        }
      }
      long behind =
          client.current().stream()
              .mapToLong(Subscription::position)
              .min()
              .orElse(progress.position());
      return history.cursor(behind);
    }

    @Override
    public void drained() {
      passes.resume(client);
      threads.execute("to tell the members of a topic", client, () -> presence.drained(client));
    }

    @Override
    public void heartbeat() {
      threads.execute("to send a heartbeat", client, () -> lines.beat(client));
    }

    @Override
    public void close() {
      client.close();
    }
  }
}
