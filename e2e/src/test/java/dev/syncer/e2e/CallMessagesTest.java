package dev.syncer.e2e;

import static dev.syncer.api.Fields.binary;
import static dev.syncer.api.Fields.bool;
import static dev.syncer.api.Fields.date;
import static dev.syncer.api.Fields.dateTime;
import static dev.syncer.api.Fields.decimal;
import static dev.syncer.api.Fields.floating;
import static dev.syncer.api.Fields.integer;
import static dev.syncer.api.Fields.json;
import static dev.syncer.api.Fields.manyToOne;
import static dev.syncer.api.Fields.oneToMany;
import static dev.syncer.api.Fields.selection;
import static dev.syncer.api.Fields.text;
import static dev.syncer.api.Filter.where;
import static dev.syncer.api.Group.group;
import static dev.syncer.api.Values.values;
import static org.assertj.core.api.Assertions.assertThat;

import dev.syncer.api.ModelModule;
import dev.syncer.api.Models;
import dev.syncer.api.OnUnlink;
import dev.syncer.api.User;
import dev.syncer.core.Syncer;
import dev.syncer.rpc.core.RpcModule;
import dev.syncer.rpc.core.spi.Authenticator;
import dev.syncer.store.jdbi.JdbiStoreModule;
import dev.syncer.transport.undertow.HttpOptions;
import dev.syncer.transport.undertow.UndertowModule;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What the user of an application reads when a call is refused: the files of golden messages. */
final class CallMessagesTest {
  private static final String ORDER = "desk.order";

  private Syncer node;
  private URI address;
  private RpcClient client;

  /** Orders of salespeople, with most kinds of fields and rules. */
  private static final class Desk implements ModelModule {
    @Override
    public void define(Models models) {
      models.model("res.users").fields(text("name"), text("login")).users();
      models
          .model("desk.customer")
          .fields(text("name", 20).required(), text("code").unique())
          .access(group("user").all());
      models
          .model(ORDER)
          .fields(
              text("name", 20).required(),
              integer("number"),
              bool("done"),
              decimal("price", 2),
              date("due"),
              dateTime("at"),
              floating("weight"),
              json("extra", 50),
              binary("scan", 8),
              selection("state", "draft", "Draft", "sent", "Sent"),
              manyToOne("customer_id", "desk.customer").onUnlink(OnUnlink.RESTRICT),
              oneToMany("line_ids", "desk.line", "order_id"),
              integer("margin").readableBy(group("manager")),
              integer("approved").writableBy(group("manager")),
              text("made").readOnly())
          .constraint(
              "order.price_missing",
              "An order that is done has a price.",
              order -> order.get("done") != Boolean.TRUE || order.get("price") != null)
          .access(group("user").all())
          .rule(group("user"), where("number", "!=", 13))
          .implementsSyncer();
      models
          .model("desk.line")
          .fields(text("name"), manyToOne("order_id", ORDER))
          .access(group("user").reads());
      models.model("desk.secret").fields(text("name")).access(group("manager").all());
    }
  }

  @BeforeEach
  void start(@TempDir Path folder) {
    node =
        Syncer.builder()
            .models(new Desk())
            .install(
                JdbiStoreModule.sqlite(folder.resolve("desk.db")),
                new RpcModule(),
                UndertowModule.listening(HttpOptions.builder().port(0).build()),
                binder ->
                    binder
                        .bind(Authenticator.class)
                        .toInstance(
                            params ->
                                "ana".equals(params.get("login"))
                                    ? OptionalLong.of(1)
                                    : OptionalLong.empty()))
            .build()
            .start();
    node.database()
        .write(
            User.SYSTEM,
            unit ->
                unit.model("res.users").create(values().with("name", "Ana").with("login", "ana")));
    address = node.address();
    client = RpcClient.loggedIn(address, "ana");
    client.kw("desk.customer", "create", List.of(Map.of("name", "Harbour", "code", "H")), Map.of());
    client.kw(ORDER, "create", List.of(Map.of("name", "One", "customer_id", 1)), Map.of());
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private static String words(JsonNode answer) {
    JsonNode data = answer.at("/error/data/message");
    assertThat(data.isMissingNode()).as("no error: %s", answer).isFalse();
    return data.asString();
  }

  private String kw(String model, String method, List<?> args, Map<String, ?> kwargs) {
    return words(
        client.answer(
            "/web/dataset/call_kw/" + model + "/" + method,
            Map.of("args", args, "kwargs", kwargs)));
  }

  private String write(String field, Object value) {
    return kw(ORDER, "write", List.of(1, Map.of(field, value)), Map.of());
  }

  @Test
  void messages_ofValues() {
    GoldenMessages golden = new GoldenMessages("values");

    golden.add("unknown field", write("nmae", "x"));
    golden.add("text", write("name", 5));
    golden.add("text that is too long", write("name", "x".repeat(21)));
    golden.add("required", kw(ORDER, "create", List.of(Map.of()), Map.of()));
    golden.add("whole number", write("number", "5"));
    golden.add("true or false", write("done", 1));
    golden.add("decimal", write("price", "12,50"));
    golden.add("date", write("due", "22.11.2026"));
    golden.add("time", write("at", "noon"));
    golden.add("number", write("weight", "5"));
    golden.add("JSON that is too long", write("extra", "x".repeat(60)));
    golden.add("bytes", write("scan", "no base64!"));
    golden.add("selection", write("state", "gone"));
    golden.add("link of another type", write("customer_id", "Harbour"));
    golden.add("link to nothing", write("customer_id", 99));
    golden.add("list", write("line_ids", 5));
    golden.add("list with a strange command", write("line_ids", List.of(List.of("take", 5))));
    golden.add("kept by the server", write("made", "x"));
    golden.add("for managers", write("approved", 1));
    golden.add("hidden field", write("margin", 1));
    golden.add(
        "unique",
        kw("desk.customer", "create", List.of(Map.of("name", "B", "code", "H")), Map.of()));
    golden.add("constraint", write("done", true));
    golden.add("another version", kw(ORDER, "write", List.of(1, Map.of("name", "x"), 7), Map.of()));

    golden.assertUnchanged();
  }

  @Test
  void messages_ofRights() {
    GoldenMessages golden = new GoldenMessages("rights");

    golden.add("unknown model", kw("desk.ordre", "read", List.of(1), Map.of()));
    golden.add("model of others", kw("desk.secret", "read", List.of(1), Map.of()));
    golden.add(
        "model that may be read only", kw("desk.line", "create", List.of(Map.of()), Map.of()));
    golden.add("unknown record", kw(ORDER, "write", List.of(99, Map.of("name", "x")), Map.of()));
    golden.add("values out of reach", write("number", 13));
    golden.add(
        "new record out of reach",
        kw(ORDER, "create", List.of(Map.of("name", "x", "number", 13)), Map.of()));
    golden.add("delete what is used", kw("desk.customer", "unlink", List.of(1), Map.of()));
    golden.add(
        "wrong login", words(client.answer("/web/session/authenticate", Map.of("login", "eve"))));
    golden.add(
        "no session",
        words(
            RpcClient.anonymous(address)
                .answer("/web/dataset/call_kw/desk.order/read", Map.of("args", List.of(1)))));

    golden.assertUnchanged();
  }

  @Test
  void messages_ofCalls() {
    GoldenMessages golden = new GoldenMessages("calls");

    golden.add("unknown route", words(client.answer("/nowhere", Map.of())));
    golden.add("unknown method", kw(ORDER, "confirm", List.of(1), Map.of()));
    golden.add("missing argument", kw(ORDER, "write", List.of(1), Map.of()));
    golden.add("unknown argument", kw(ORDER, "read", List.of(1), Map.of("felds", List.of())));
    golden.add("argument that does not fit", kw(ORDER, "search", List.of("x"), Map.of()));
    golden.add("too many arguments", kw(ORDER, "write", List.of(1, Map.of(), 1, 2), Map.of()));
    golden.add("id that is none", kw(ORDER, "read", List.of(0), Map.of()));
    golden.add("filter with an unknown field", search(List.of(List.of("nam", "=", 1))));
    golden.add("filter with an unknown operator", search(List.of(List.of("name", "==", "x"))));
    golden.add("filter that is none", search(List.of("name", "=", "x")));
    golden.add("filter that ends too early", search(List.of("&", List.of("name", "=", "x"))));
    golden.add("filter over a list", search(List.of(List.of("line_ids", "=", 1))));
    golden.add("filter that needs an array", search(List.of(List.of("name", "in", "x"))));
    golden.add("filter with too many terms", search(terms(40)));
    golden.add("order", kw(ORDER, "search", List.of(), Map.of("order", "nam")));
    golden.add("limit", kw(ORDER, "search", List.of(), Map.of("limit", 0)));
    golden.add("offset", kw(ORDER, "search", List.of(), Map.of("offset", -1)));
    golden.add("no jsonrpc", posted("{\"id\":1,\"params\":{}}"));
    golden.add("another jsonrpc", posted("{\"jsonrpc\":\"1.0\",\"id\":1,\"params\":{}}"));
    golden.add("no object", posted("5"));
    golden.add("a batch", posted("[]"));
    golden.add("positional", posted("{\"jsonrpc\":\"2.0\",\"id\":1,\"params\":[1]}"));
    golden.add("no JSON", posted("{\"jsonrpc\": 2"));

    golden.assertUnchanged();
  }

  private static List<?> terms(int count) {
    return Collections.nCopies(count, List.of("name", "=", "x"));
  }

  private String search(List<?> filter) {
    return kw(ORDER, "search", List.of(filter), Map.of());
  }

  private String posted(String body) {
    return sent(body, "Content-Type", "application/json");
  }

  private String sent(String body, String... headers) {
    HttpRequest request =
        HttpRequest.newBuilder(address.resolve("/web/session/get_session_info"))
            .headers(headers)
            .POST(BodyPublishers.ofString(body))
            .build();
    try {
      return words(
          RpcClient.JSON.readTree(client.http().send(request, BodyHandlers.ofString()).body()));
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void messages_ofHttp() throws IOException {
    GoldenMessages golden = new GoldenMessages("http");
    String post = "POST /web/session/get_session_info HTTP/1.1\r\nHost: localhost\r\n";

    golden.add("no content type", sent("{}", "Content-Type", "text/plain"));
    golden.add(
        "compressed", sent("{}", "Content-Type", "application/json", "Content-Encoding", "gzip"));
    golden.add(
        "another origin",
        sent("{}", "Content-Type", "application/json", "Origin", "https://evil.example"));
    golden.add("two lengths", raw(post + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n"));
    golden.add(
        "length and encoding",
        raw(post + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"));
    golden.add("a folded line", raw(post + "X-A: 1\r\n 2\r\n\r\n"));
    golden.add("no HTTP", raw("HELLO\r\n\r\n"));
    golden.add(
        "events without a channel", raw("GET /syncer/events HTTP/1.1\r\nHost: localhost\r\n\r\n"));

    golden.assertUnchanged();
  }

  /** The message of the answer to these bytes. */
  private String raw(String head) throws IOException {
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      socket.setSoTimeout(10_000);
      String whole = head.replace("Host: localhost", "Host: " + address.getAuthority());
      socket.getOutputStream().write(whole.getBytes(StandardCharsets.US_ASCII));
      StringBuilder answer = new StringBuilder();
      // The answer is small; the bound is for a server that never ends.
      for (int i = 0; i < 100_000 && !isWhole(answer); i++) {
        int next = socket.getInputStream().read();
        if (next < 0) {
          break;
        }
        answer.append((char) next);
      }
      int body = answer.indexOf("{");
      if (body < 0) {
        return answer.toString().lines().findFirst().orElse("no answer");
      }
      return words(RpcClient.JSON.readTree(answer.substring(body, answer.lastIndexOf("}") + 1)));
    }
  }

  private static boolean isWhole(CharSequence answer) {
    String text = answer.toString();
    int body = text.indexOf("\r\n\r\n");
    int length = text.indexOf("Content-Length: ");
    if (body < 0 || length < 0) {
      return false;
    }
    String digits = text.substring(length + 16, text.indexOf('\r', length));
    return text.length() >= body + 4 + Integer.parseInt(digits);
  }
}
