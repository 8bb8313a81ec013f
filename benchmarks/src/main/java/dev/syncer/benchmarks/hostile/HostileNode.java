package dev.syncer.benchmarks.hostile;

import static dev.syncer.api.Fields.integer;
import static dev.syncer.api.Fields.manyToMany;
import static dev.syncer.api.Fields.manyToOne;
import static dev.syncer.api.Fields.text;
import static dev.syncer.api.Filter.where;
import static dev.syncer.api.Group.group;

import com.google.inject.Injector;
import dev.syncer.api.ModelModule;
import dev.syncer.api.Ref;
import dev.syncer.api.UnitOfWork;
import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.core.ModelModules;
import dev.syncer.core.Syncer;
import dev.syncer.rpc.core.RpcModule;
import dev.syncer.rpc.core.Sessions;
import dev.syncer.store.jdbi.JdbiStoreModule;
import dev.syncer.transport.undertow.HttpOptions;
import dev.syncer.transport.undertow.UndertowModule;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * The node of {@link HostileBenchmark}, a process of its own with the limits that a node has where
 * nobody says otherwise. It prints where it listens and the tokens of its users, the hostile one's
 * first, and ends where its input does.
 */
final class HostileNode {
  /** Records of the model over which windows and sets are asked for. */
  static final int ITEMS = 20_000;

  /** Long texts, and the characters of each. */
  static final int TEXTS = 60;

  static final int LENGTH = 60_000;

  private static final int CHUNK = 1_000;

  private static final ModelModule MODELS =
      models -> {
        models.model("bench.user").fields(text("name")).users().access(group("user").reads());
        models
            .model("bench.stage")
            .fields(text("name"))
            .access(group("user").reads(), group("guest").reads())
            .rule(group("guest"), where("name", "!=", "hidden"));
        models
            .model("bench.task")
            .fields(
                integer("sent"),
                manyToOne("stage_id", "bench.stage").index(),
                text("pad"),
                manyToMany("tag_ids", "bench.tag"))
            .implementsSyncer()
            .access(group("user").all(), group("guest").all());
        models
            .model("bench.tag")
            .fields(text("name"), integer("n"))
            .implementsSyncer()
            .access(group("user").all(), group("guest").all());
        models
            .model("bench.text")
            .fields(text("body"))
            .implementsSyncer()
            .access(group("user").all(), group("guest").all());
      };

  private HostileNode() {}

  /** Arguments: file, users. */
  public static void main(String[] arguments) throws IOException {
    Injector injector =
        Syncer.builder()
            .models(ModelModules.of(MODELS))
            .install(
                JdbiStoreModule.sqlite(Path.of(arguments[0])),
                new RpcModule(),
                UndertowModule.listening(
                    HttpOptions.builder().port(0).connectionsPerAddress(1_000).build()))
            .injector();
    try (Syncer syncer = injector.getInstance(Syncer.class).open()) {
      List<Long> users = fill(syncer, Integer.parseInt(arguments[1]));
      List<String> tokens = new ArrayList<>();
      users.forEach(user -> tokens.add(injector.getInstance(Sessions.class).begin(user)));
      syncer.start();
      print(syncer.address() + " " + String.join(" ", tokens));
      BufferedReader input =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      while (input.readLine() != null) {}
    }
  }

  private static List<Long> fill(Syncer syncer, int users) {
    create(syncer, "bench.stage", 10, i -> Values.values().with("name", "stage " + i));
    create(syncer, "bench.task", 200, i -> Values.values().with("stage_id", Ref.to(1 + i % 10)));
    create(
        syncer,
        "bench.tag",
        ITEMS,
        i -> Values.values().with("name", "tag " + i).with("n", (long) i));
    create(syncer, "bench.text", TEXTS, i -> Values.values().with("body", "a".repeat(LENGTH)));
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i <= users; i++) {
      List<String> groups = List.of(i == 0 ? "guest" : "user");
      Values user = Values.values().with("name", "user " + i).with("groups", groups);
      ids.add(
          syncer
              .database()
              .writeReturning(
                  User.SYSTEM, (UnitOfWork unit) -> unit.model("bench.user").create(user)));
    }
    return ids;
  }

  private static void create(Syncer syncer, String model, int count, IntFunction<Values> values) {
    for (int from = 0; from < count; from += CHUNK) {
      List<Values> some =
          IntStream.range(from, Math.min(count, from + CHUNK)).mapToObj(values).toList();
      syncer.database().write(User.SYSTEM, unit -> unit.model(model).create(some));
    }
  }

  @SuppressWarnings("SystemOut") // what the caller reads
  private static void print(String line) {
    System.out.println(line);
  }
}
