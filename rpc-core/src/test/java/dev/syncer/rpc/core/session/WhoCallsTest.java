package dev.syncer.rpc.core.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncer.api.Filter;
import dev.syncer.api.Query;
import dev.syncer.api.Records;
import dev.syncer.api.UnitOfWork;
import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.rpc.MissingException;
import dev.syncer.rpc.ValidationException;
import dev.syncer.rpc.core.RpcNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What is in memory of who calls is never older than the state that a unit of work sees. */
class WhoCallsTest {
  private RpcNode node;
  private String token;
  private User ana;

  @BeforeEach
  void open(@TempDir Path folder) {
    node = new RpcNode(folder);
    token = node.login("Ana");
    JsonNode info = RpcNode.json(node.call("/web/session/get_session_info", "{}", token));
    ana = new User(info.get("result").get("uid").asLong(), "Ana", Instant.EPOCH);
    assertThat(create().has("result")).isTrue(); // now who calls is in memory
  }

  @AfterEach
  void close() {
    node.close();
  }

  private JsonNode create() {
    return node.model(token, "test.stage", "create", "[{\"name\":\"x\"}]", "{}");
  }

  private void groups(UnitOfWork unit, List<String> groups) {
    unit.asSystem().model("test.user").write(ana.id(), Values.values().with("groups", groups));
  }

  private void system(Consumer<UnitOfWork> work) {
    node.database().write(User.SYSTEM, work);
  }

  @Test
  void rightsThatAreTaken_areGoneWithTheNextCall_andBackWithTheOneAfterTheyAreGiven() {
    system(unit -> groups(unit, List.of()));
    JsonNode refused = create();
    system(unit -> groups(unit, List.of("user")));
    JsonNode allowed = create();

    assertThat(refused.get("error").get("code").asInt()).isEqualTo(404);
    assertThat(allowed.has("result")).isTrue();
  }

  @Test
  void rightsThatAreTaken_inAUnitOfWorkThatIsRefused_stay() {
    assertThatThrownBy(
            () ->
                system(
                    unit -> {
                      groups(unit, List.of());
                      unit.model("test.stage").create(Values.values());
                    }))
        .isInstanceOf(ValidationException.class);

    assertThat(create().has("result")).isTrue();
  }

  /** The two are one transaction of the store: the second sees what the first has written. */
  @Test
  void rightsThatAreTaken_byAUnitOfWorkOfTheSameGroup_areGoneInTheNextOfIt() throws Exception {
    CountDownLatch holds = new CountDownLatch(1);
    CountDownLatch isHeld = new CountDownLatch(1);
    CompletableFuture<Void> before =
        CompletableFuture.runAsync(
            () ->
                system(
                    unit -> {
                      isHeld.countDown();
                      await(holds);
                      groups(unit, List.of());
                    }));
    await(isHeld);
    CompletableFuture<Object> behind =
        CompletableFuture.supplyAsync(
            () ->
                node.database()
                    .writeReturning(
                        ana,
                        unit ->
                            unit.model("test.stage").create(Values.of(Map.of("name", "late")))));

    holds.countDown();

    before.get(20, TimeUnit.SECONDS);
    assertThatThrownBy(() -> behind.get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(MissingException.class);
  }

  @Test
  void rightsThatAreTaken_inTheUnitOfWorkItself_areGoneInIt() {
    assertThatThrownBy(
            () ->
                node.database()
                    .write(
                        ana,
                        unit -> {
                          groups(unit, List.of());
                          unit.model("test.stage").create(Values.of(Map.of("name", "x")));
                        }))
        .isInstanceOf(MissingException.class);
  }

  @Test
  void session_thatAnybodyUnlinks_endsWithTheNextCall() {
    system(
        unit -> {
          Records sessions = unit.model(SessionModels.SESSION);
          sessions.unlink(
              sessions.search(
                  Query.all().where(Filter.where(SessionModels.USER_ID.name(), "=", ana.id()))));
        });

    assertThat(create().get("error").get("code").asInt()).isEqualTo(100);
  }

  @Test
  void userWhoIsNotActive_hasNoSessionWithTheNextCall() {
    system(unit -> unit.model("test.user").write(ana.id(), Values.values().with("active", false)));

    assertThat(create().get("error").get("code").asInt()).isEqualTo(100);
  }

  @Test
  void session_inMemory_expires() {
    node.clock.advance(DatabaseSessions.LIFE);

    assertThat(create().get("error").get("code").asInt()).isEqualTo(100);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
