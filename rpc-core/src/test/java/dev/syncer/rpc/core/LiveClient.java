package dev.syncer.rpc.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.syncer.core.broker.CloseCode;
import dev.syncer.core.broker.Frame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.core.ConditionFactory;
import tools.jackson.databind.JsonNode;

/** The client's end of a live session: keeps what it is sent, in order. */
public final class LiveClient implements LiveOutlet {
  private final List<JsonNode> received = new ArrayList<>();
  private final List<String> texts = new ArrayList<>();
  private final List<CloseCode> closes = new ArrayList<>();
  private final LiveSession session;
  private int lastId = 1_000;
  private long pending;
  private int pings;
  private int holds;
  private boolean isHeld;

  LiveClient(RpcNode node) {
    this.session = node.sessions().open(this, new Caller(null, RpcNode.ADDRESS));
  }

  @Override
  public synchronized void send(Frame frame) {
    byte[] params = new byte[frame.size()];
    frame.params().get(params);
    received.add(
        RpcNode.JSON.readTree(
            "{\"jsonrpc\":\"2.0\",\"method\":\"syncer."
                + frame.kind().wireName()
                + "\",\"params\":"
                + new String(params, StandardCharsets.UTF_8)
                + "}"));
  }

  @Override
  public synchronized void sendMessage(byte[] json) {
    String text = new String(json, StandardCharsets.UTF_8);
    texts.add(text);
    received.add(RpcNode.JSON.readTree(text));
  }

  @Override
  public synchronized long pendingBytes() {
    return pending;
  }

  /** From now on so many bytes wait that this client does not read. */
  public synchronized void pending(long bytes) {
    pending = bytes;
  }

  @Override
  public synchronized void close(CloseCode code, String reason) {
    closes.add(code);
  }

  @Override
  public synchronized void ping() {
    pings++;
  }

  @Override
  public synchronized void hold() {
    isHeld = true;
    holds++;
  }

  @Override
  public synchronized void readOn() {
    isHeld = false;
  }

  private synchronized boolean isHeld() {
    return isHeld;
  }

  /** Waits until the server reads on, where it does not. */
  public void awaitRead() {
    if (isHeld()) {
      soon().until(() -> !isHeld());
    }
  }

  /** How often this client was asked for a sign of life. */
  public synchronized int pings() {
    return pings;
  }

  /** How often the server stopped reading. */
  public synchronized int holds() {
    return holds;
  }

  /** Gives a sign of life that is no message. */
  public void heard() {
    session.heard();
  }

  /** Says no more, and listens. */
  public void ending() {
    session.ending();
  }

  public synchronized List<JsonNode> received() {
    return List.copyOf(received);
  }

  /** The answers to the letter. */
  public synchronized List<String> texts() {
    return List.copyOf(texts);
  }

  public synchronized List<CloseCode> closes() {
    return List.copyOf(closes);
  }

  /** What is sent from the server with this method, so far. */
  public List<JsonNode> frames(String method) {
    return received().stream()
        .filter(each -> each.path("method").asString("").equals("syncer." + method))
        .map(each -> each.get("params"))
        .toList();
  }

  public void send(String json) {
    session.message(json.getBytes(StandardCharsets.UTF_8));
  }

  public void send(byte[] json) {
    session.message(json);
  }

  /** Sends a message and waits for the next thing that is no frame. */
  public JsonNode ask(String json) {
    int before = answers().size();
    send(json);
    soon().until(() -> answers().size() > before);
    return answers().get(before);
  }

  /** Calls a method and waits for its answer. */
  public JsonNode call(String method, String params) {
    int id = send(method, params);
    soon().until(() -> hasAnswer(id));
    return answer(id);
  }

  /** Most answers are there at once. */
  private static ConditionFactory soon() {
    return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5));
  }

  /** Sends a call; its id. */
  public int send(String method, String params) {
    int id = ++lastId;
    send(
        "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"%s\",\"params\":%s}"
            .formatted(id, method, params));
    return id;
  }

  public boolean hasAnswer(int id) {
    return answers().stream().anyMatch(each -> each.path("id").asInt(-1) == id);
  }

  public JsonNode answer(int id) {
    return answers().stream()
        .filter(each -> each.path("id").asInt(-1) == id)
        .findFirst()
        .orElseThrow();
  }

  public List<JsonNode> answers() {
    return received().stream().filter(each -> !each.has("method")).toList();
  }

  public void hello(String token) {
    JsonNode answer =
        call("syncer.hello", "{\"client\":\"test\",\"token\":\"%s\"}".formatted(token));
    assertThat(answer.has("result")).as("%s", answer).isTrue();
  }

  public JsonNode subscribe(String model) {
    return call("syncer.subscribe", "{\"channel\":\"demo:" + model + "\"}");
  }

  /** Waits until the server has closed the connection: the codes, one unless it is wrong. */
  public List<CloseCode> awaitClose() {
    await().until(() -> !closes().isEmpty());
    return closes();
  }

  public void closed() {
    session.closed();
  }
}
