package dev.syncer.rpc.core.live;

import dev.syncer.api.User;
import dev.syncer.core.broker.CloseCode;
import dev.syncer.core.broker.Connection;
import dev.syncer.core.broker.Frame;
import dev.syncer.core.broker.SubscribeRequest;
import dev.syncer.core.log.ChangeLog;
import dev.syncer.rpc.Param;
import dev.syncer.rpc.core.EventOutlet;
import dev.syncer.rpc.core.PollAnswer;
import dev.syncer.rpc.core.RpcResponse;
import dev.syncer.rpc.core.RpcResponse.SessionChange;
import dev.syncer.rpc.core.call.Params;
import dev.syncer.rpc.core.call.Request;
import dev.syncer.rpc.core.call.RpcFault;
import dev.syncer.rpc.core.call.RpcFault.Kind;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Polls of clients of the original family, who know channels and the id of the last message, and
 * nothing of snapshots and resets. The id of a message is the position of its commit: so ids never
 * fall, all messages of a commit have the same, and a commit is never split over answers.
 */
final class LegacyPolls {
  /** What an answer ends with, behind its messages. */
  private static final String END = "]}";

  /** What these clients send. */
  private record LegacyParams(
      List<String> channels,
      @Param(optional = true) @Nullable Object last,
      @Param(optional = true) @Nullable Object options) {}

  private final LiveServices services;
  private final StreamPlans plans;
  private final Refusals refusals;
  private final ChangeLog log;
  private final Params<LegacyParams> params;

  @Inject
  LegacyPolls(LiveServices services, StreamPlans plans, Refusals refusals, ChangeLog log) {
    this.services = services;
    this.plans = plans;
    this.refusals = refusals;
    this.log = log;
    this.params = Params.of(LegacyParams.class, services.json());
  }

  /**
   * One poll.
   *
   * @param answer gets the answer, once
   */
  Poll poll(byte[] body, Consumer<PollAnswer> answer) {
    return new Poll(plans.request(body), answer);
  }

  /** One poll: what it asks for, and the place where its messages gather. */
  final class Poll implements EventOutlet {
    private final Request request;
    private final Consumer<PollAnswer> answer;
    private final LegacyMessages messages = new LegacyMessages(services.broker()::position);
    private @Nullable String resetReason;
    private String place = "";

    private Poll(Request request, Consumer<PollAnswer> answer) {
      this.request = request;
      this.answer = answer;
    }

    StreamPlan plan() {
      return new StreamPlan(this::requests, answers -> new byte[0], this::refusal, true);
    }

    private RpcResponse refusal(Throwable failure) {
      return refusals.ofCall(request.id(), failure);
    }

    private List<SubscribeRequest> requests(Connection connection, User user) {
      LegacyParams asked = StreamPlans.params(request, params);
      String cursor = services.broker().cursor(start(asked.last()));
      return asked.channels().stream()
          .distinct()
          .flatMap(channel -> request(channel, cursor, connection, user).stream())
          .toList();
    }

    /** These clients send channels of other things too: what nobody can see is left out. */
    private Optional<SubscribeRequest> request(
        String channel, String cursor, Connection connection, User user) {
      try {
        Map<String, String> wanted = Map.of("channel", channel, "cursor", cursor);
        return Optional.of(services.subscribes().request(wanted, connection, user));
      } catch (RpcFault e) {
        return Optional.empty();
      }
    }

    /** The position that the client has; one that no number of a position holds is past the end. */
    private static long known(@Nullable Object last) {
      if (last instanceof Long id) {
        return id;
      }
      if (last instanceof BigInteger huge) {
        return huge.signum() > 0 ? Long.MAX_VALUE : 0;
      }
      if (last != null && !Boolean.FALSE.equals(last)) {
        throw new RpcFault(
            Kind.INVALID_PARAMS,
            "the argument \"last\" does not fit. It takes the id of the last message, a whole"
                + " number, or 0.");
      }
      return 0;
    }

    private long start(@Nullable Object last) {
      long known = known(last);
      if (known <= 0) {
        return log.before(
            services.clock().instant().minus(services.limits().connections().pollTime()));
      }
      long head = log.head();
      if (known > head) {
        resetReason = "ahead";
        return head;
      }
      long start = log.start();
      if (known < start) {
        resetReason = "retention";
        return start;
      }
      return known;
    }

    @Override
    public void refuse(RpcResponse response) {
      answer.accept(new PollAnswer(response, null));
    }

    @Override
    public void begin(byte[] subscriptions, String start) {
      place = start;
    }

    @Override
    public void event(Frame frame, String reached) {
      switch (frame.kind()) {
        case COMMIT -> messages.add(frame);
        case MESSAGE -> messages.addSent(frame);
        case RESET -> resetReason = frame.reason();
        case SNAPSHOT, HEARTBEAT, PRESENCE, ENDED -> {} // there is no message for them
      }
      place = reached.isEmpty() ? place : reached;
    }

    @Override
    public void beat() {
      // The answer goes out as a whole, once.
    }

    @Override
    public long pendingBytes() {
      return messages.size();
    }

    @Override
    public void close(CloseCode code, String reason) {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      body.writeBytes(services.answers().opening(request.id()));
      body.write('[');
      messages.writeTo(body);
      body.writeBytes(END.getBytes(StandardCharsets.US_ASCII));
      // A place that is no cursor means nothing to other transports.
      String cursor = services.broker().position(place).isPresent() ? place : null;
      answer.accept(
          new PollAnswer(
              new RpcResponse(200, body.toByteArray(), cursor, SessionChange.UNCHANGED, null),
              resetReason));
    }
  }
}
