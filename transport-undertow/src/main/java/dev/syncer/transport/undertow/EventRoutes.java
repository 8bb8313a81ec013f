package dev.syncer.transport.undertow;

import dev.syncer.rpc.core.Caller;
import dev.syncer.rpc.core.EventOutlet;
import dev.syncer.rpc.core.LiveSessions;
import dev.syncer.rpc.core.LiveStream;
import dev.syncer.rpc.core.PollAnswer;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.SameThreadExecutor;
import io.undertow.util.StatusCodes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.xnio.IoUtils;

/**
 * Requests that are answered when something happens: server-sent events, and polls. No thread waits
 * for them.
 */
final class EventRoutes implements HttpHandler {
  private static final HttpString LAST_EVENT_ID = new HttpString("Last-Event-ID");
  private static final HttpString RESET = new HttpString("Syncer-Reset");

  private final LiveSessions sessions;
  private final Callers callers;
  private final Cors cors;
  private final HttpAnswers answers;
  private final IoLanes lanes;
  private final SocketLimits limits;

  EventRoutes(
      LiveSessions sessions,
      Callers callers,
      Cors cors,
      HttpAnswers answers,
      IoLanes lanes,
      SocketLimits limits) {
    this.sessions = sessions;
    this.callers = callers;
    this.cors = cors;
    this.answers = answers;
    this.lanes = lanes;
    this.limits = limits;
  }

  /** Server-sent events. */
  @Override
  public void handleRequest(HttpServerExchange exchange) {
    if (!exchange.getRequestMethod().equalToString("GET") || !exchange.isRequestComplete()) {
      exchange.getResponseHeaders().put(Headers.ALLOW, "GET");
      answers.refuse(
          exchange,
          StatusCodes.METHOD_NOT_ALLOWED,
          "events are asked for with GET, without a body");
      return;
    }
    cors.answerOrigin(exchange);
    Map<String, List<String>> query = new LinkedHashMap<>();
    exchange.getQueryParameters().forEach((name, values) -> query.put(name, List.copyOf(values)));
    String lastPlace = exchange.getRequestHeaders().getFirst(LAST_EVENT_ID);
    Caller caller = callers.of(exchange);
    // What is dispatched begins after this call has ended, as for posts.
    exchange.dispatch(
        SameThreadExecutor.INSTANCE,
        () ->
            begin(
                exchange,
                new ServerSentEvents(),
                outlet -> sessions.events(outlet, caller, query, lastPlace)));
  }

  /** A poll with subscriptions. */
  void poll(HttpServerExchange exchange, byte[] body) {
    Caller caller = callers.of(exchange);
    begin(exchange, new PollEvents(), outlet -> sessions.poll(outlet, caller, body));
  }

  private void begin(
      HttpServerExchange exchange, EventFormat format, Function<EventOutlet, LiveStream> opening) {
    IoLane lane = lanes.of(exchange.getIoThread());
    new EventStream(exchange, format, answers, lane, limits).begin(opening);
  }

  /** A poll of the original family. */
  void legacyPoll(HttpServerExchange exchange, byte[] body) {
    IoLane lane = lanes.of(exchange.getIoThread());
    new Waiting(exchange, lane).begin(body);
  }

  /** One poll that waits for its answer. Its fields belong to the I/O thread. */
  private final class Waiting {
    private final HttpServerExchange exchange;
    private final IoLane lane;
    private final PeerWatch watch;
    private boolean isGone;

    Waiting(HttpServerExchange exchange, IoLane lane) {
      this.exchange = exchange;
      this.lane = lane;
      this.watch = PeerWatch.begin(exchange, this::gone);
    }

    void begin(byte[] body) {
      LiveStream poll =
          sessions.poll(body, callers.of(exchange), answer -> lane.execute(() -> answered(answer)));
      exchange.addExchangeCompleteListener(
          (completed, next) -> {
            poll.closed();
            next.proceed();
          });
    }

    private void answered(PollAnswer answer) {
      if (isGone) {
        return;
      }
      watch.end();
      if (answer.resetReason() != null) {
        exchange.getResponseHeaders().put(RESET, answer.resetReason());
      }
      answers.send(exchange, answer.response());
    }

    private void gone() {
      isGone = true;
      // Ends the exchange too, and with it the poll.
      IoUtils.safeClose(exchange.getConnection());
    }
  }
}
