package dev.syncer.behaviour;

import dev.syncer.testkit.adapters.WireClient;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The one user who does what is costly. */
final class PressureHostile implements AutoCloseable {
  private final URI server;
  private final String token;
  private final List<WireClient> pages = new ArrayList<>();
  private final List<Thread> callers = new ArrayList<>();
  private volatile boolean isOver;

  PressureHostile(URI server, Map<String, Object> login) {
    this.server = server;
    this.token = WireClient.login(server, login);
  }

  String bearer() {
    return "Authorization: Bearer " + token;
  }

  /** A live connection. */
  WireClient page() {
    WireClient page = WireClient.patient(server, token);
    pages.add(page);
    return page;
  }

  /** Subscribes on the connection that it keeps for that, whatever is answered. */
  void subscribe(String model, Map<String, Object> more) {
    WireClient page = pages.isEmpty() ? page() : pages.get(0);
    Map<String, Object> params = new LinkedHashMap<>(more);
    params.put("channel", "demo:" + model);
    page.answer(page.request("syncer.subscribe", params));
  }

  /** Calls a method of a model; the answer, whatever it is. */
  String model(String model, String method, Object... arguments) {
    Map<String, Object> params = new LinkedHashMap<>();
    params.put("model", model);
    params.put("method", method);
    params.put("args", arguments);
    params.put("kwargs", Map.of());
    return post("/web/dataset/call_kw", params);
  }

  /** Calls a route without params; the answer, whatever it is. */
  String call(String route) {
    return post(route, Map.of());
  }

  private String post(String path, Map<String, Object> params) {
    String body = WireClient.body(params);
    return WireClient.post(server, path, body, token, PressureVerdict.PATIENCE).body();
  }

  /** Calls it again and again until the end. */
  void keepCalling(String model, String method, Object... arguments) {
    Thread caller =
        new Thread(
            () -> {
              while (!isOver) {
                try {
                  model(model, method, arguments);
                } catch (UncheckedIOException e) {
                  continue; // it does not wait so long
                }
              }
            },
            "pressure-hostile");
    caller.setDaemon(true);
    callers.add(caller);
    caller.start();
  }

  @Override
  public void close() {
    isOver = true;
    pages.forEach(WireClient::close);
  }
}
