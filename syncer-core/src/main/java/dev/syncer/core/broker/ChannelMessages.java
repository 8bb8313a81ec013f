package dev.syncer.core.broker;

import dev.syncer.api.User;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Row;
import dev.syncer.core.rights.UserNamePolicy;
import dev.syncer.core.shape.Notifications;
import dev.syncer.core.shape.Shapes;
import dev.syncer.core.spi.ReadLane;
import dev.syncer.core.spi.Store;
import dev.syncer.core.view.RecordReader;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/** What is sent on channels, which is in no log. Safe for use by many threads. */
final class ChannelMessages {
  private final Store store;
  private final Registry registry;
  private final Shapes shapes;
  private final Notifications notifications;
  private final FrameWriter writer;
  private final Readers readers;
  private final Listeners listeners;
  private final Lines lines;
  private final Reading reading;

  ChannelMessages(
      Store store,
      Registry registry,
      Shapes shapes,
      Notifications notifications,
      FrameWriter writer,
      Readers readers,
      Listeners listeners,
      Lines lines,
      Reading reading) {
    this.store = store;
    this.registry = registry;
    this.shapes = shapes;
    this.notifications = notifications;
    this.writer = writer;
    this.readers = readers;
    this.listeners = listeners;
    this.lines = lines;
    this.reading = reading;
  }

  /**
   * Hands a message to all who hear the channel of a model and can read it, but to the sender.
   * Reads the database: each is told the sender's name as far as they may read it.
   */
  void tell(Model model, byte[] message, User from, Predicate<? super ClientConnection> isSender) {
    Row record =
        store
            .read(ReadLane.SESSIONS, transaction -> RecordReader.user(registry, transaction, from))
            .orElse(null);
    Map<UserNamePolicy, Frame> frames = new HashMap<>();
    String channel = notifications.channel(model);
    reading
        .threads()
        .execute(
            "to hand on a message",
            () ->
                tell(
                    model,
                    receiver ->
                        frames.computeIfAbsent(
                            readers.naming(receiver),
                            naming -> writer.message(channel, message, naming.of(from, record))),
                    isSender),
            reading.atLast());
  }

  /** One whose outlet is full misses it: it could not be served later from any log. */
  private void tell(
      Model model,
      Function<? super ClientConnection, Frame> message,
      Predicate<? super ClientConnection> isSender) {
    for (ClientConnection each : listeners.of(model)) {
      if (!isSender.test(each) && !each.isClosed() && !each.isFull()) {
        reading.failures().closing("to hand on a message", each, () -> tell(model, message, each));
      }
    }
  }

  private void tell(
      Model model, Function<? super ClientConnection, Frame> message, ClientConnection to) {
    if (shapes.canRead(to.principal(), model)) {
      Frame frame = message.apply(to);
      lines.behind(to, () -> to.outlet().send(frame));
    }
  }
}
