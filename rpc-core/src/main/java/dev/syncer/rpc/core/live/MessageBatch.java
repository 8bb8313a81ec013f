package dev.syncer.rpc.core.live;

import dev.syncer.core.broker.SubscribeAnswer;
import dev.syncer.core.broker.SubscribeRequest;
import dev.syncer.rpc.core.call.Answers;
import dev.syncer.rpc.core.call.BatchRoom;
import dev.syncer.rpc.core.call.Outcome;
import dev.syncer.rpc.core.call.Request;
import dev.syncer.rpc.core.call.RpcFault;
import dev.syncer.rpc.core.call.RpcFault.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One message of a client and its answers. The answers to a batch go as one message, so
 * subscriptions come last: their answer has to be on its way before their first frame. Safe for use
 * by many threads.
 */
final class MessageBatch {
  private final List<Request> requests;
  private final boolean isBatch;
  private final Map<Integer, byte[]> answers = new HashMap<>();
  private final Map<Integer, SubscribeRequest> subscribes = new LinkedHashMap<>();
  private final List<Runnable> afterwards = new ArrayList<>();
  private final CompletableFuture<Boolean> answered = new CompletableFuture<>();
  private @Nullable BatchRoom room;

  MessageBatch(List<Request> requests, boolean isBatch) {
    this.requests = List.copyOf(requests);
    this.isBatch = isBatch;
  }

  /**
   * What one message asks.
   *
   * @param message as it was read
   * @param most requests of the largest batch
   */
  static MessageBatch of(@Nullable Object message, int most) {
    if (!(message instanceof List<?> batch)) {
      return new MessageBatch(List.of(Request.strict(message)), false);
    }
    if (batch.isEmpty() || batch.size() > most) {
      return refused(
          new RpcFault(
              Kind.INVALID_REQUEST,
              "a batch has 1 to " + most + " requests, this one " + batch.size() + "."));
    }
    return new MessageBatch(batch.stream().map(Request::strict).toList(), true);
  }

  /** A message that asks nothing that can be understood. */
  static MessageBatch refused(RpcFault fault) {
    return new MessageBatch(List.of(new Request(null, false, "", List.of(), fault)), false);
  }

  boolean isBatch() {
    return isBatch;
  }

  List<Request> requests() {
    return requests;
  }

  synchronized void answer(int index, byte[] json) {
    answers.put(index, json);
  }

  /** The call at this place has ended. */
  synchronized void answer(int index, Outcome outcome, Answers writer) {
    Object id = requests.get(index).id();
    if (isBatch && room == null) {
      room = writer.room(requests.size());
    }
    answers.put(index, room == null ? writer.answer(id, outcome) : room.answer(id, outcome));
  }

  /** The answers to calls are handed over, or nobody wants them. */
  synchronized void release() {
    if (room != null) {
      room.close();
    }
  }

  /** The request at this place is one to subscribe, and allowed. */
  synchronized void subscribe(int index, SubscribeRequest request) {
    subscribes.put(index, request);
  }

  /** What is to be done when the answers are on their way. */
  synchronized void afterwards(Runnable task) {
    afterwards.add(task);
  }

  synchronized List<Runnable> afterwards() {
    return List.copyOf(afterwards);
  }

  /** Completes when the answers are on their way. */
  CompletableFuture<Boolean> answered() {
    return answered;
  }

  void hasAnswered() {
    answered.complete(true);
  }

  synchronized List<SubscribeRequest> subscribes() {
    return List.copyOf(subscribes.values());
  }

  /** The subscriptions began. */
  synchronized void subscribed(List<SubscribeAnswer> all, Answers writer) {
    int next = 0;
    for (Integer index : subscribes.keySet()) {
      Map<String, Object> result = StreamPlans.described(all.get(next++));
      answers.put(index, writer.success(requests.get(index).id(), result));
    }
  }

  /** The subscriptions failed, all of them. */
  synchronized void refused(Throwable failure, Answers writer) {
    for (Integer index : subscribes.keySet()) {
      answers.put(index, writer.failure(requests.get(index).id(), failure));
    }
  }

  /** What to send; null if only notifications came. */
  synchronized byte @Nullable [] message() {
    List<byte[]> wanted = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      byte[] answer = answers.get(i);
      if (answer != null && !requests.get(i).isNotification()) {
        wanted.add(answer);
      }
    }
    if (wanted.isEmpty()) {
      return null;
    }
    return isBatch ? Answers.batch(wanted) : wanted.get(0);
  }

  @Override
  public String toString() {
    return "MessageBatch[" + requests.size() + " requests]";
  }
}
