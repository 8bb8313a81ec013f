package dev.syncer.core.broker;

import dev.syncer.core.model.Model;
import dev.syncer.core.presence.Activity;
import dev.syncer.core.presence.JoinedTopics;
import dev.syncer.core.presence.Topic;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The broker's side of one connection. Methods are called by any thread. */
public interface Connection {

  /** Whether its user may read any record of a model. */
  boolean canRead(Model model);

  /**
   * Whether a request can be met, by itself: several are added together or not at all.
   *
   * @throws dev.syncer.rpc.ValidationException naming what does not fit
   */
  void check(SubscribeRequest request);

  /**
   * Adds subscriptions. They begin together, in one pass over the log. May read the database, so it
   * is not called on an I/O thread.
   *
   * @param requests what to see, of models that {@linkplain #canRead can be read}
   * @param answer gets one answer for each request, in order, before any frame of them is sent
   * @throws dev.syncer.rpc.ValidationException naming what does not fit; nothing was added then
   */
  void subscribe(List<SubscribeRequest> requests, Consumer<List<SubscribeAnswer>> answer);

  /** Ends a subscription; false if there is none with this id. Later frames may still name it. */
  boolean unsubscribe(String subscription);

  /** Subscriptions at this moment. */
  int subscriptions();

  /** Whether its user may send messages on the channel of a model. */
  boolean maySend(Model model);

  /**
   * Hands a message to all others who subscribe to the channel of a model and can read it, in the
   * order in which this connection sends. It is not stored: who is not there, or does not read fast
   * enough, misses it. They are told the name of its user as far as they may read it. Reads the
   * database.
   *
   * @param model on whose channel its user {@linkplain #maySend may send}
   * @param message JSON in UTF-8, one value; not copied, so nobody may change it
   * @param alsoSender others that are the sender's too, and do not get it
   */
  void send(Model model, byte[] message, Set<? extends Connection> alsoSender);

  /** Topics that its user has joined with this connection, and those whose join is under way. */
  JoinedTopics joined();

  /**
   * Lets its user join a topic, or do something else there. Reads the database.
   *
   * @param topic of a model that {@linkplain #canRead can be read}
   * @return what makes it so, to be run when the answer is on its way; empty if too many users are
   *     there
   * @throws dev.syncer.rpc.MissingException if it is a record that its user may not read
   */
  Optional<Runnable> join(Topic topic, Activity activity);

  /** Lets its user leave a topic; harmless where they are no member. */
  void leave(Topic topic);

  /**
   * Says that nothing was heard of its peer for so long that it may be gone, or that it is back.
   */
  void silent(boolean isSilent);

  /**
   * Whether each commit reaches it as it comes. Then all that it subscribes to is served together;
   * else it catches up, and its subscriptions may stand at different places. Asked while a frame is
   * sent, the answer holds for that frame.
   */
  boolean isLive();

  /**
   * The cursor up to which everything was sent; of the head if nothing is subscribed. While it
   * catches up this stands still.
   */
  String cursor();

  /** The outlet has room again. */
  void drained();

  /** Sends a heartbeat with the cursor, unless the connection is catching up. */
  void heartbeat();

  /** The connection is gone; ends all subscriptions. Harmless when called again. */
  void close();
}
