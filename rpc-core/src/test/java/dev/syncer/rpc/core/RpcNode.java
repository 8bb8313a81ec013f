package dev.syncer.rpc.core;

import static dev.syncer.api.Group.group;

import com.google.inject.AbstractModule;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.multibindings.OptionalBinder;
import com.google.inject.util.Modules;
import dev.syncer.api.Database;
import dev.syncer.api.ModelModule;
import dev.syncer.api.Models;
import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.core.Syncer;
import dev.syncer.core.SyncerOptions;
import dev.syncer.rpc.core.call.CallThreads;
import dev.syncer.rpc.core.call.ManualTimer;
import dev.syncer.rpc.core.spi.Authenticator;
import dev.syncer.store.jdbi.JdbiStoreModule;
import dev.syncer.testkit.base.MovableClock;
import dev.syncer.testkit.base.TestModule;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A node without a transport: SQLite, the models of the testkit, and the routes of the tests. */
public final class RpcNode implements AutoCloseable {
  public static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String PASSWORD = "right";
  public static final String ADDRESS = "192.0.2.7";

  public final TestController controller = new TestController();
  public final MovableClock clock = new MovableClock();
  public final ManualTimer timer = new ManualTimer();
  public final Injector injector;
  private final Syncer syncer;

  public RpcNode(Path folder, ModelModule... more) {
    this(folder, Limits.defaults(), SyncerOptions.defaults(), more);
  }

  public RpcNode(Path folder, Limits limits, SyncerOptions options, ModelModule... more) {
    this(folder, limits, options, UnaryOperator.identity(), more);
  }

  /** With something before the store. */
  public RpcNode(Path folder, UnaryOperator<Module> store) {
    this(folder, Limits.defaults(), SyncerOptions.defaults(), store);
  }

  private RpcNode(
      Path folder,
      Limits limits,
      SyncerOptions options,
      UnaryOperator<Module> store,
      ModelModule... more) {
    this.injector =
        Syncer.builder()
            .options(options)
            .models(modules(more))
            .install(
                store.apply(JdbiStoreModule.sqlite(folder.resolve("test.db"))),
                Modules.override(new RpcModule(limits))
                    .with(binder -> binder.bind(CallThreads.class).toInstance(timer.threads())),
                parts())
            .injector();
    this.syncer = injector.getInstance(Syncer.class).open();
  }

  private static ModelModule[] modules(ModelModule... more) {
    List<ModelModule> all = new ArrayList<>(List.of(more));
    all.add(new TestModule(group("user")));
    all.add(new Routes());
    return all.toArray(ModelModule[]::new);
  }

  private Module parts() {
    return new AbstractModule() {
      @Override
      protected void configure() {
        OptionalBinder.newOptionalBinder(binder(), Clock.class).setBinding().toInstance(clock);
        OptionalBinder.newOptionalBinder(binder(), Authenticator.class)
            .setBinding()
            .toInstance(RpcNode::authenticate);
        bind(TestController.class).toInstance(controller);
      }
    };
  }

  private static OptionalLong authenticate(Map<String, ?> params) {
    return PASSWORD.equals(params.get("password"))
        ? OptionalLong.of((Long) params.get("uid"))
        : OptionalLong.empty();
  }

  public Database database() {
    return syncer.database();
  }

  public LiveSessions sessions() {
    return injector.getInstance(LiveSessions.class);
  }

  /** Creates a record as the system. */
  public long create(String model, Map<String, ?> values) {
    return database()
        .writeReturning(User.SYSTEM, unit -> unit.model(model).create(Values.of(values)));
  }

  /** A new user who is logged in: the token. */
  public String login(String name) {
    return injector.getInstance(Sessions.class).begin(create("test.user", Map.of("name", name)));
  }

  /** Answers a body without a session. */
  public RpcResponse post(String path, String body) {
    return post(path, body.getBytes(StandardCharsets.UTF_8), null);
  }

  public RpcResponse post(String path, byte[] body, String token) {
    try {
      return injector
          .getInstance(RpcEndpoint.class)
          .post(path, body, new Caller(token, ADDRESS))
          .toCompletableFuture()
          .get(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("no answer to " + path, e);
    }
  }

  /** Calls a route with params, JSON. */
  public RpcResponse call(String path, String params, String token) {
    String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"call\",\"params\":" + params + "}";
    return post(path, body.getBytes(StandardCharsets.UTF_8), token);
  }

  /** Calls a method of a model. */
  public JsonNode model(String token, String model, String method, String args, String kwargs) {
    return json(
        call(
            "/web/dataset/call_kw/" + model + "/" + method,
            "{\"args\":" + args + ",\"kwargs\":" + kwargs + "}",
            token));
  }

  public static String text(RpcResponse response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  public static JsonNode json(RpcResponse response) {
    return JSON.readTree(text(response));
  }

  /** A connection that has not said hello. */
  public LiveClient connect() {
    return new LiveClient(this);
  }

  /** A connection that was greeted. */
  public LiveClient connect(String token) {
    LiveClient client = connect();
    client.hello(token);
    return client;
  }

  @Override
  public void close() {
    controller.latch.countDown();
    sessions().stop(Duration.ofSeconds(5));
    syncer.close();
  }

  private static final class Routes implements ModelModule {
    @Override
    public void define(Models models) {}

    @Override
    public List<Class<?>> controllers() {
      return List.of(TestController.class, ArgumentController.class);
    }
  }
}
