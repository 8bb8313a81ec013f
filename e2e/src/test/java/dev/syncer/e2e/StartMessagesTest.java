package dev.syncer.e2e;

import static dev.syncer.api.Fields.bool;
import static dev.syncer.api.Fields.decimal;
import static dev.syncer.api.Fields.dependsOn;
import static dev.syncer.api.Fields.integer;
import static dev.syncer.api.Fields.manyToMany;
import static dev.syncer.api.Fields.manyToOne;
import static dev.syncer.api.Fields.oneToMany;
import static dev.syncer.api.Fields.related;
import static dev.syncer.api.Fields.selection;
import static dev.syncer.api.Fields.text;
import static dev.syncer.api.Filter.where;
import static dev.syncer.api.Group.group;
import static dev.syncer.api.Values.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.syncer.api.ModelModule;
import dev.syncer.api.Models;
import dev.syncer.api.OnUnlink;
import dev.syncer.api.User;
import dev.syncer.core.Syncer;
import dev.syncer.core.SyncerOptions;
import dev.syncer.rpc.Route;
import dev.syncer.rpc.core.Limits;
import dev.syncer.rpc.core.RpcModule;
import dev.syncer.store.jdbi.JdbiStoreModule;
import dev.syncer.transport.undertow.HttpOptions;
import dev.syncer.transport.undertow.UndertowModule;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people read when a node does not start: the files of golden messages, and that all are. */
final class StartMessagesTest {
  @TempDir private Path folder;

  private static ModelModule module(String name, Consumer<Models> definition) {
    return new ModelModule() {
      @Override
      public void define(Models models) {
        definition.accept(models);
      }

      @Override
      public String name() {
        return name;
      }
    };
  }

  /** Another one: two of one class are one module twice. */
  private static ModelModule another(Consumer<Models> definition) {
    return new ModelModule() {
      @Override
      public void define(Models models) {
        definition.accept(models);
      }

      @Override
      public String name() {
        return "OtherModule";
      }
    };
  }

  /** A module that needs another, which needs it. */
  private static ModelModule back() {
    return new ModelModule() {
      @Override
      public void define(Models models) {
        // What it declares is of no interest.
      }

      @Override
      public String name() {
        return "WorkModule";
      }

      @Override
      public List<String> requires() {
        return List.of("TimeModule");
      }
    };
  }

  /** A module that needs others. */
  private static ModelModule needing(String name, String other) {
    return new ModelModule() {
      @Override
      public void define(Models models) {
        // What it declares is of no interest.
      }

      @Override
      public String name() {
        return name;
      }

      @Override
      public List<String> requires() {
        return List.of(other);
      }
    };
  }

  /** Has no route. */
  public static final class NoRoutes {}

  /** Has a route that is no path. */
  public static final class Slashless {
    @Route("notes/archive")
    public void archive() {
      // Never called.
    }
  }

  private static ModelModule bringing(Class<?> controller) {
    return new ModelModule() {
      @Override
      public void define(Models models) {
        // The controller is what counts.
      }

      @Override
      public String name() {
        return "NotesModule";
      }

      @Override
      public List<Class<?>> controllers() {
        return List.of(controller);
      }
    };
  }

  /** A module that declares notes, and whatever else. */
  private static ModelModule notes(Consumer<Models> more) {
    return module(
        "NotesModule",
        models -> {
          models.model("notes.note").fields(text("name"), bool("done"));
          more.accept(models);
        });
  }

  private static Map<String, List<ModelModule>> models() {
    Map<String, List<ModelModule>> cases = new LinkedHashMap<>();
    cases.put("a model without a dot", List.of(notes(m -> m.model("Note"))));
    cases.put("a model twice", List.of(notes(m -> {}), another(m -> m.model("notes.note"))));
    cases.put(
        "two models with one table",
        List.of(
            notes(
                m -> {
                  m.model("a.b_c");
                  m.model("a.b.c");
                })));
    cases.put("an extension of nothing", List.of(notes(m -> m.extend("notes.not"))));
    cases.put(
        "a link to nothing",
        List.of(notes(m -> m.extend("notes.note").fields(manyToOne("author_id", "res.user")))));
    cases.put(
        "a name that is taken",
        List.of(notes(m -> m.extend("notes.note").fields(text("version")))));
    cases.put(
        "a field twice",
        List.of(notes(m -> {}), another(m -> m.extend("notes.note").fields(text("name")))));
    cases.put(
        "a default that does not fit",
        List.of(
            notes(m -> m.extend("notes.note").fields(selection("s", "a", "A").defaultsTo("b")))));
    cases.put(
        "a display name that is none",
        List.of(notes(m -> m.extend("notes.note").displayName("title"))));
    cases.put(
        "a required link that is emptied",
        List.of(
            notes(
                m ->
                    m.extend("notes.note")
                        .fields(
                            manyToOne("up_id", "notes.note")
                                .required()
                                .onUnlink(OnUnlink.SET_NULL)))));
    cases.put(
        "two models of users",
        List.of(
            notes(
                m -> {
                  m.model("res.users").users();
                  m.model("notes.person").users();
                })));
    cases.put(
        "readers of groups, and no users",
        List.of(notes(m -> m.model("notes.person").groupsReadableBy(group("guard")))));
    cases.put(
        "readers of groups beside the users",
        List.of(
            notes(
                m -> {
                  m.model("res.users").users();
                  m.model("notes.person").groupsReadableBy(group("guard"));
                })));
    cases.put(
        "a module that throws",
        List.of(
            module(
                "NotesModule",
                m -> {
                  throw new IllegalStateException("out of order");
                })));
    cases.put(
        "a field that cannot be",
        List.of(notes(m -> m.extend("notes.note").fields(decimal("price", 12)))));
    cases.put(
        "a wrong inverse",
        List.of(
            notes(
                m -> {
                  m.extend("notes.note").fields(oneToMany("line_ids", "notes.line", "note"));
                  m.model("notes.line").fields(manyToOne("note_id", "notes.note"));
                })));
    cases.put(
        "another side that is none",
        List.of(notes(m -> m.extend("notes.note").fields(manyToMany("x_ids", "notes.note", "y")))));
    cases.put(
        "a path that leads nowhere",
        List.of(
            notes(
                m ->
                    m.extend("notes.note")
                        .fields(
                            manyToOne("up_id", "notes.note"),
                            related("above", "up_id.nmae"),
                            related("length", "name.length")))));
    cases.put(
        "a related field over a list",
        List.of(
            notes(
                m ->
                    m.extend("notes.note")
                        .fields(
                            manyToOne("up_id", "notes.note"),
                            oneToMany("down_ids", "notes.note", "up_id"),
                            related("below", "down_ids.name")))));
    cases.put(
        "a stored field over one that is not",
        List.of(
            notes(
                m ->
                    m.extend("notes.note")
                        .fields(
                            integer("a").computed(dependsOn("name"), in -> 1L),
                            integer("b").computed(dependsOn("a"), in -> 1L).stored()))));
    cases.put(
        "fields in a circle",
        List.of(
            notes(
                m ->
                    m.extend("notes.note")
                        .fields(
                            integer("a").computed(dependsOn("b"), in -> 1L),
                            integer("b").computed(dependsOn("a"), in -> 1L)))));
    cases.put(
        "a module that is missing", List.of(notes(m -> {}), needing("TimeModule", "NoteModule")));
    cases.put("modules in a circle", List.of(needing("TimeModule", "WorkModule"), back()));
    cases.put(
        "a rule for a group without access",
        List.of(
            notes(
                m ->
                    m.extend("notes.note")
                        .access(group("manager").all())
                        .rule(group("user"), where("done", "=", false)))));
    cases.put(
        "a rule over what is not stored",
        List.of(
            notes(
                m ->
                    m.extend("notes.note")
                        .fields(integer("a").computed(dependsOn("name"), in -> 1L))
                        .access(group("user").all())
                        .rule(group("user"), where("a", "=", 1)))));
    cases.put(
        "messages that nobody hears",
        List.of(notes(m -> m.extend("notes.note").messages(group("user")))));
    cases.put("a controller without a route", List.of(bringing(NoRoutes.class)));
    cases.put("a route without a slash", List.of(bringing(Slashless.class)));
    ModelModule twice = notes(m -> {});
    cases.put("a module twice", List.of(twice, twice));
    return cases;
  }

  private Syncer.Builder node(ModelModule... modules) {
    return Syncer.builder()
        .models(modules)
        .install(JdbiStoreModule.sqlite(folder.resolve("notes.db")), new RpcModule());
  }

  @Test
  void messages_ofModels() {
    GoldenMessages golden = new GoldenMessages("models");

    models()
        .forEach(
            (name, modules) ->
                golden.add(
                    name, words(() -> node(modules.toArray(ModelModule[]::new)).build().open())));

    golden.assertUnchanged();
  }

  @Test
  void messages_ofSettings() {
    GoldenMessages golden = new GoldenMessages("settings");

    golden.add("a name", words(() -> SyncerOptions.builder().database("My Notes").build()));
    golden.add("a time", words(() -> SyncerOptions.builder().heartbeat(Duration.ZERO).build()));
    golden.add("bytes", words(() -> SyncerOptions.builder().memoryBudget(1).build()));
    golden.add("a limit of calls", words(() -> Limits.builder().batch(0).build()));
    golden.add("a port", words(() -> HttpOptions.builder().port(70_000).build()));
    golden.add("an origin", words(() -> HttpOptions.builder().allowOrigin("example").build()));
    golden.add("no store", words(() -> Syncer.builder().models(notes(m -> {})).build()));
    golden.add("a port that is taken", words(this::startOnATakenPort));
    golden.add(
        "an address of another machine",
        words(
            () ->
                node(notes(m -> {}))
                    .install(
                        UndertowModule.listening(
                            HttpOptions.builder().host("192.0.2.1").port(0).build()))
                    .build()
                    .start()));

    golden.assertUnchanged();
  }

  private void startOnATakenPort() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      HttpOptions here = HttpOptions.builder().port(taken.getLocalPort()).build();
      node(notes(m -> {})).install(UndertowModule.listening(here)).build().start();
    }
  }

  @Test
  void messages_ofTheDatabase() throws IOException, SQLException {
    GoldenMessages golden = new GoldenMessages("database");
    Path file = folder.resolve("notes.db");

    golden.add("no folder", words(() -> opened(folder.resolve("none/notes.db"))));
    Path text = Files.writeString(folder.resolve("text.db"), "no database at all");
    golden.add("no database", words(() -> opened(text)));
    sql(folder.resolve("other.db"), "CREATE TABLE other (id INTEGER)");
    golden.add("the database of another program", words(() -> opened(folder.resolve("other.db"))));
    try (Syncer first = node(notes(m -> {})).build().open()) {
      golden.add("a second server", words(() -> opened(file)));
      first
          .database()
          .write(
              User.SYSTEM,
              unit -> unit.model("notes.note").create(values().with("name", "x".repeat(30))));
    }
    golden.add(
        "a field that went",
        words(() -> opened(file, m -> m.model("notes.note").fields(text("name")))));
    golden.add(
        "a field of another type",
        words(
            () -> opened(file, m -> m.model("notes.note").fields(integer("name"), bool("done")))));
    golden.add(
        "a required field",
        words(
            () ->
                opened(
                    file,
                    m ->
                        m.model("notes.note")
                            .fields(text("name"), bool("done"), text("why").required()))));
    golden.add(
        "a text that is too long now",
        words(
            () -> opened(file, m -> m.model("notes.note").fields(text("name", 20), bool("done")))));
    golden.add(
        "a value that cannot be made",
        words(
            () ->
                opened(
                    file,
                    m ->
                        m.model("notes.note")
                            .fields(
                                text("name"),
                                bool("done"),
                                integer("n")
                                    .computed(
                                        dependsOn("name"),
                                        in -> {
                                          throw new IllegalStateException("no number");
                                        })
                                    .stored()))));

    golden.assertUnchanged();
  }

  private static void opened(Path file) {
    opened(file, m -> m.model("notes.note").fields(text("name"), bool("done")));
  }

  private static void opened(Path file, Consumer<Models> definition) {
    Syncer.builder()
        .models(module("NotesModule", definition))
        .install(JdbiStoreModule.sqlite(file))
        .build()
        .open()
        .close();
  }

  private static void sql(Path file, String statement) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement made = connection.createStatement()) {
      made.execute(statement);
    }
  }

  /** A code that no case shows would have words that nobody has read. */
  @Test
  void everyCode_isInAFileOfMessages() {
    String all =
        Stream.of("models", "settings", "database")
            .map(name -> Project.text("e2e/src/test/resources/messages/" + name + ".txt"))
            .collect(Collectors.joining());
    List<String> codes =
        Pattern.compile("(?m)^## (SYNC-\\d+)$")
            .matcher(Project.text("docs/errors.md"))
            .results()
            .map(found -> found.group(1))
            .toList();

    assertThat(codes)
        .hasSizeGreaterThan(20)
        .allSatisfy(code -> assertThat(all).contains(code + ":"));
  }

  /** What is thrown, without what differs from run to run, in lines that can be read. */
  private String words(ThrowingCallable call) {
    Throwable thrown = catchThrowable(call);
    assertThat(thrown).as("nothing went wrong").isNotNull();
    return String.valueOf(thrown.getMessage())
        .replace(folder.toString(), "<folder>")
        .replaceAll("port \\d{2,5} on", "port <port> on")
        .replaceAll("(\\w+\\.java):\\d+", "$1:<line>");
  }
}
