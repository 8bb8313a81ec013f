package dev.syncer.transport.undertow;

import dev.syncer.rpc.core.Health;
import dev.syncer.rpc.core.RpcEndpoint;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.SameThreadExecutor;
import io.undertow.util.StatusCodes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way of a request: is it for us, and what answers it. Called on I/O threads. */
final class HttpRoutes implements HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger(HttpRoutes.class);
  private static final String HEALTH = "/syncer/health";

  private final RunningRequests running;
  private final Gate gate;
  private final SessionCookie cookie;
  private final HttpAnswers answers;
  private final RpcEndpoint endpoint;
  private final HttpHandler rpc;
  private final Map<String, HttpHandler> posts;
  private final Cors cors;
  private final HttpHandler pages;
  private final Map<String, HttpHandler> services;
  private final Duration bodyTimeout;

  /**
   * @param rpc answers a POST that nothing else answers
   * @param posts answer a POST to their path
   * @param live answer a GET to their path, for pages of origins that are let in
   * @param health says how the node does
   * @param info what {@code /syncer/info} answers, JSON
   */
  HttpRoutes(
      HttpOptions options,
      RunningRequests running,
      Gate gate,
      SessionCookie cookie,
      HttpAnswers answers,
      RpcEndpoint endpoint,
      Cors cors,
      HttpHandler rpc,
      Map<String, HttpHandler> posts,
      Map<String, HttpHandler> live,
      Health health,
      byte[] info) {
    this.running = running;
    this.gate = gate;
    this.cookie = cookie;
    this.answers = answers;
    this.endpoint = endpoint;
    this.cors = cors;
    this.rpc = rpc;
    this.posts = Map.copyOf(posts);
    this.bodyTimeout = options.bodyTimeout();
    this.pages =
        new StaticPages(
            options.resourceRoots(), HttpRoutes.class.getClassLoader(), this::answerWithoutPage);
    this.services = new HashMap<>();
    live.forEach(
        (path, handler) ->
            services.put(path, exchange -> handleFromAllowedOrigin(exchange, handler)));
    services.put("/syncer/info", exchange -> answers.json(exchange, StatusCodes.OK, info));
    services.put(HEALTH, exchange -> probe(exchange, health));
  }

  private void probe(HttpServerExchange exchange, Health health) {
    // What is dispatched begins after this call has ended: only then may an answer come at any
    // time.
    exchange.dispatch(
        SameThreadExecutor.INSTANCE,
        () -> health.probe().thenAccept(response -> answers.send(exchange, response)));
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    try {
      if (!running.begin(exchange)) {
        exchange.setPersistent(exchange.isRequestComplete() && exchange.isPersistent());
        exchange.getResponseHeaders().put(Headers.CONNECTION, "close");
        answers.refuse(
            exchange, StatusCodes.SERVICE_UNAVAILABLE, "the server is stopping: come back soon");
        return;
      }
      RequestBody.endWith(exchange);
      if (isUnderstood(exchange)) {
        admit(exchange);
      }
    } catch (Exception e) {
      LOG.error("A request failed: {}", exchange.getRequestMethod(), e);
      answers.refuse(exchange, StatusCodes.INTERNAL_SERVER_ERROR, -32603, "Internal error");
    }
  }

  private boolean isUnderstood(HttpServerExchange exchange) {
    RequestHead head = RequestHead.of(exchange, cookie);
    if (!head.isFine()) {
      answers.refuseAndClose(exchange, head.status(), head.fault());
    }
    return head.isFine();
  }

  private void admit(HttpServerExchange exchange) throws Exception {
    if (!exchange.getRequestPath().equals(HEALTH) && !gate.isHostAllowed(exchange)) {
      answers.refuse(
          exchange,
          StatusCodes.FORBIDDEN,
          "the host of the request is not served here: allow it with HttpOptions.allowHost");
    } else {
      route(exchange);
    }
  }

  private void route(HttpServerExchange exchange) throws Exception {
    String method = exchange.getRequestMethod().toString();
    if (!method.equals("POST") && !exchange.isRequestComplete()) {
      exchange.setPersistent(false); // nobody wants the body of any other request
      RequestBody.cut(exchange, bodyTimeout);
    }
    if (exchange.isHttp10() && exchange.isPersistent()) {
      // Who asks for it in HTTP/1.0 has to be told, or waits for the end of the connection.
      exchange.getResponseHeaders().put(Headers.CONNECTION, "keep-alive");
    }
    switch (method) {
      case "POST" ->
          handleFromAllowedOrigin(exchange, posts.getOrDefault(exchange.getRequestPath(), rpc));
      case "GET", "HEAD" -> {
        HttpHandler service = services.get(exchange.getRequestPath());
        (service == null ? pages : service).handleRequest(exchange);
      }
      case "OPTIONS" -> cors.preflight(exchange);
      default -> {
        exchange.getResponseHeaders().put(Headers.ALLOW, "GET, HEAD, POST");
        answers.refuse(
            exchange, StatusCodes.METHOD_NOT_ALLOWED, "only GET, HEAD and POST are answered");
      }
    }
  }

  private void handleFromAllowedOrigin(HttpServerExchange exchange, HttpHandler handler)
      throws Exception {
    if (gate.isOriginAllowed(exchange)) {
      handler.handleRequest(exchange);
    } else {
      answers.refuse(
          exchange,
          StatusCodes.FORBIDDEN,
          "the page's origin is not allowed here: allow it with HttpOptions.allowOrigin");
    }
  }

  private void answerWithoutPage(HttpServerExchange exchange) {
    String path = exchange.getRequestPath();
    boolean isJsonRoute =
        path.equals("/jsonrpc")
            || path.startsWith("/web/")
            || path.startsWith("/longpolling/")
            || posts.containsKey(path)
            || endpoint.hasRoute(path);
    if (isJsonRoute) {
      exchange.getResponseHeaders().put(Headers.ALLOW, "POST");
      answers.refuse(exchange, StatusCodes.METHOD_NOT_ALLOWED, "a route is called with POST");
    } else {
      StaticPages.notFound(exchange);
    }
  }
}
