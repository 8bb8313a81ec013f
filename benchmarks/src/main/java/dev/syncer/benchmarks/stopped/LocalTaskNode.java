package dev.syncer.benchmarks.stopped;

import static dev.syncer.api.Fields.integer;
import static dev.syncer.api.Fields.manyToOne;
import static dev.syncer.api.Fields.text;
import static dev.syncer.api.Group.group;

import com.google.inject.Injector;
import com.google.inject.Singleton;
import com.google.inject.util.Modules;
import dev.syncer.api.ModelModule;
import dev.syncer.api.Ref;
import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.core.ModelModules;
import dev.syncer.core.Syncer;
import dev.syncer.core.SyncerOptions;
import dev.syncer.rpc.core.Limits;
import dev.syncer.rpc.core.LiveSessions;
import dev.syncer.rpc.core.RpcModule;
import dev.syncer.rpc.core.Sessions;
import dev.syncer.store.jdbi.JdbiStoreModule;
import dev.syncer.transport.undertow.HttpOptions;
import dev.syncer.transport.undertow.UndertowModule;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.IntStream;

/**
 * A node on a new SQLite file, in this process. Its stages have the ids from 1 on, and so have its
 * tasks, which are dealt out to the stages in turn. As a program it says where it listens, answers
 * each line that it reads with what it holds, and ends where its input does.
 */
final class LocalTaskNode implements TaskNode {
  private static final ModelModule TASKS =
      models -> {
        models.model("bench.user").fields(text("name")).users().access(group("user").reads());
        models.model("bench.stage").fields(text("name")).access(group("user").reads());
        models
            .model("bench.task")
            .fields(
                integer("seq"),
                integer("sent"),
                manyToOne("stage_id", "bench.stage").index(),
                text("pad"))
            .implementsSyncer()
            .access(group("user").all());
      };

  private final Syncer syncer;
  private final WatchedSessions sessions;
  private final String token;

  private LocalTaskNode(Injector injector, int stages, int tasks) {
    this.syncer = injector.getInstance(Syncer.class).open();
    this.sessions = injector.getInstance(WatchedSessions.class);
    long user = fill(stages, tasks);
    this.token = injector.getInstance(Sessions.class).begin(user);
    syncer.start();
  }

  /**
   * Makes the database and listens on a free port.
   *
   * @param file where nothing is yet
   * @param share bytes that may wait for one connection
   */
  static LocalTaskNode start(Path file, int share, int stages, int tasks) {
    Injector injector =
        Syncer.builder()
            .options(SyncerOptions.builder().outboundShare(share).snapshotChunk(25).build())
            .models(ModelModules.of(TASKS))
            .install(
                JdbiStoreModule.sqlite(file),
                Modules.override(
                        new RpcModule(
                            Limits.builder()
                                .connectionsPerUser(20_000)
                                .subscriptionsPerUser(100_000)
                                .build()))
                    .with(
                        binder -> {
                          binder.bind(WatchedSessions.class).in(Singleton.class);
                          binder.bind(LiveSessions.class).to(WatchedSessions.class);
                        }),
                UndertowModule.listening(
                    HttpOptions.builder().port(0).connectionsPerAddress(20_000).build()))
            .injector();
    return new LocalTaskNode(injector, stages, tasks);
  }

  private long fill(int stages, int tasks) {
    return syncer
        .database()
        .writeReturning(
            User.SYSTEM,
            unit -> {
              unit.model("bench.stage")
                  .create(
                      IntStream.rangeClosed(1, stages)
                          .mapToObj(i -> Values.values().with("name", "stage " + i))
                          .toList());
              unit.model("bench.task")
                  .create(
                      IntStream.range(0, tasks)
                          .mapToObj(i -> Values.values().with("stage_id", Ref.to(1 + i % stages)))
                          .toList());
              return unit.model("bench.user").create(Values.values().with("name", "Bench"));
            });
  }

  @Override
  public URI address() {
    return syncer.address();
  }

  @Override
  public String token() {
    return token;
  }

  @Override
  public Gauge gauge() {
    return Gauge.of(sessions);
  }

  @Override
  public void close() {
    syncer.close();
  }

  /** Arguments: file, share, stages, tasks. */
  public static void main(String[] arguments) throws IOException {
    int[] numbers = IntStream.range(1, 4).map(i -> Integer.parseInt(arguments[i])).toArray();
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (LocalTaskNode node = start(Path.of(arguments[0]), numbers[0], numbers[1], numbers[2])) {
      print(node.address() + " " + node.token());
      while (input.readLine() != null) {
        print(node.gauge().line());
      }
    }
  }

  @SuppressWarnings("SystemOut") // what the caller reads
  private static void print(String line) {
    System.out.println(line);
  }
}
