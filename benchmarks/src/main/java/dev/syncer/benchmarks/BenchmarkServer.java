package dev.syncer.benchmarks;

import static dev.syncer.api.Fields.integer;
import static dev.syncer.api.Fields.text;
import static dev.syncer.api.Group.group;

import com.google.inject.Injector;
import dev.syncer.api.Database;
import dev.syncer.api.ModelModule;
import dev.syncer.api.Models;
import dev.syncer.api.Query;
import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.core.ModelModules;
import dev.syncer.core.Syncer;
import dev.syncer.rpc.Route;
import dev.syncer.rpc.core.Limits;
import dev.syncer.rpc.core.RpcModule;
import dev.syncer.rpc.core.Sessions;
import dev.syncer.store.jdbi.JdbiStoreModule;
import dev.syncer.transport.undertow.HttpOptions;
import dev.syncer.transport.undertow.UndertowModule;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A node with a few channels and one user, on a real SQLite file. {@code prepare <file>} makes the
 * file and prints the token of a session; {@code serve <file> <port>} serves it until it is ended.
 */
public final class BenchmarkServer {
  /** The models {@code bench.c0} to {@code bench.c49}. */
  private static final int CHANNELS = 50;

  private BenchmarkServer() {}

  public static void main(String[] arguments) {
    if (arguments.length == 2 && arguments[0].equals("prepare")) {
      print(prepare(Path.of(arguments[1])));
    } else if (arguments.length == 3 && arguments[0].equals("serve")) {
      Syncer syncer = serve(Path.of(arguments[1]), Integer.parseInt(arguments[2]));
      print("READY " + syncer.address());
    } else {
      throw new IllegalArgumentException("prepare <file> | serve <file> <port>");
    }
  }

  /** Makes the file, if it is not there, and a session: its token. */
  static String prepare(Path file) {
    Injector injector = injector(file, 0);
    try (Syncer syncer = injector.getInstance(Syncer.class).open()) {
      return injector.getInstance(Sessions.class).begin(user(syncer.database()));
    }
  }

  static Syncer serve(Path file, int port) {
    return injector(file, port).getInstance(Syncer.class).start();
  }

  private static Injector injector(Path file, int port) {
    return Syncer.builder()
        .models(ModelModules.of(new BenchmarkModels()))
        .install(
            JdbiStoreModule.sqlite(file),
            new RpcModule(
                Limits.builder().connectionsPerUser(20_000).subscriptionsPerUser(100_000).build()),
            UndertowModule.listening(
                HttpOptions.builder().port(port).connectionsPerAddress(20_000).build()))
        .injector();
  }

  @SuppressWarnings("SystemOut") // what the caller reads
  private static void print(String line) {
    System.out.println(line);
  }

  private static long user(Database database) {
    return database.writeReturning(
        User.SYSTEM,
        unit -> {
          List<Long> users = unit.model("bench.user").search(Query.all());
          return users.isEmpty()
              ? unit.model("bench.user").create(Values.of(Map.of("name", "Bench")))
              : users.get(0);
        });
  }

  /** A model for each channel, so that a channel is what it is to users. */
  private static final class BenchmarkModels implements ModelModule {
    @Override
    public void define(Models models) {
      models.model("bench.user").fields(text("name")).users().access(group("user").reads());
      for (int i = 0; i < CHANNELS; i++) {
        models
            .model("bench.c" + i)
            .fields(integer("ts"), integer("seq"), text("pad"))
            .implementsSyncer()
            .access(group("user").all());
      }
    }

    @Override
    public List<Class<?>> controllers() {
      return List.of(Sum.class);
    }
  }

  /** A call that touches no database. */
  public static final class Sum {
    @Route(value = "/sum", anonymous = true)
    public Map<String, Object> sum(long a, long b, String name) {
      return Map.of("sum", a + b, "name", name);
    }
  }
}
