package dev.syncer.examples.notes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncer.api.ModelRecord;
import dev.syncer.api.Query;
import dev.syncer.api.User;
import dev.syncer.core.Syncer;
import java.net.CookieManager;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotesApplicationTest {
  private final HttpClient browser =
      HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
  private Syncer notes;

  @BeforeEach
  void start(@TempDir Path folder) {
    notes = NotesApplication.start(folder.resolve("notes.db"), 0);
  }

  @AfterEach
  void stop() {
    notes.close();
  }

  @Test
  void create_overHttp_isInTheDatabase() throws Exception {
    call("/web/session/authenticate", "{\"login\": \"me\"}");

    String answer =
        call("/web/dataset/call_kw/notes.note/create", "{\"args\": [{\"name\": \"Buy milk\"}]}");

    List<ModelRecord> found =
        notes
            .database()
            .read(User.SYSTEM, unit -> unit.model("notes.note").searchRead(Query.all()));
    assertThat(answer).contains("\"result\":1");
    assertThat(found).extracting(note -> note.get(NotesModule.NAME)).containsExactly("Buy milk");
  }

  @Test
  void create_withoutLogin_isRefusedAndWritesNothing() throws Exception {
    String answer =
        call("/web/dataset/call_kw/notes.note/create", "{\"args\": [{\"name\": \"Buy milk\"}]}");

    long count =
        notes.database().read(User.SYSTEM, unit -> unit.model("notes.note").count(Query.all()));
    assertThat(answer).contains("\"code\":100");
    assertThat(count).isZero();
  }

  @Test
  void page_andClient_areServed() throws Exception {
    assertThat(get("/")).contains("/notes.js");
    assertThat(get("/notes.js")).contains("/syncer/client.js");
    assertThat(get("/syncer/client.js")).contains("Syncer");
  }

  private String call(String route, String params) throws Exception {
    String body =
        "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"call\", \"params\": " + params + "}";
    return send(
        HttpRequest.newBuilder(notes.address().resolve(route))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  private String get(String path) throws Exception {
    return send(HttpRequest.newBuilder(notes.address().resolve(path)));
  }

  private String send(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> response = browser.send(request.build(), BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    return response.body();
  }
}
