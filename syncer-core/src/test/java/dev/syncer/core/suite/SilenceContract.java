package dev.syncer.core.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.syncer.api.Filter;
import dev.syncer.api.HistoryEntry;
import dev.syncer.api.ModelModule;
import dev.syncer.api.ModelRecord;
import dev.syncer.api.Query;
import dev.syncer.api.UnitOfWork;
import dev.syncer.api.User;
import dev.syncer.core.broker.Broker;
import dev.syncer.core.broker.Connection;
import dev.syncer.core.broker.SubscribeRequest;
import dev.syncer.core.shape.ShapeRequest;
import dev.syncer.rpc.RpcException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * What a store must not tell by a refusal, by a date, by a number of entries: whoever may not know
 * of something is told nothing by what follows from it. A store passes it as a subclass.
 */
public abstract class SilenceContract extends UnitFixture {
  private static final String GENERAL =
      "This change is not possible because of a rule on data that you cannot see.";

  private User user = ANA;
  private User watchman = ANA;
  private long key;

  @Override
  final List<ModelModule> modules() {
    return List.of(new SilenceModule());
  }

  @BeforeEach
  void people() {
    user = user("Uma", "user");
    watchman = user("Gil", "guard");
    key = make("x.key", "name", "k");
  }

  private User user(String name, String group) {
    long id = make("x.user", "name", name, "groups", List.of(group));
    return new User(id, name, Instant.parse("2026-11-01T08:00:00Z"));
  }

  private long make(String model, Object... namesAndValues) {
    return database()
        .writeReturning(User.SYSTEM, unit -> unit.model(model).create(v(namesAndValues)));
  }

  private void assertGeneral(Consumer<UnitOfWork> work) {
    RpcException refusal = refusal(user, work);
    assertThat(refusal).hasMessage(GENERAL).hasNoCause();
    assertThat(refusal.arguments()).isEqualTo(List.of(GENERAL));
    assertThat(refusal.context()).isEqualTo(Map.of("rule", "unseen"));
  }

  private RpcException refusal(User by, Consumer<UnitOfWork> work) {
    return Objects.requireNonNull(
        catchThrowableOfType(RpcException.class, () -> database().write(by, work)));
  }

  /** L1: the vault, of which the user knows nothing, needs a key. */
  @Test
  void list_thatIsRequiredByAHiddenModel_isRefusedWithoutAName() {
    long vault = make("x.vault", "name", "v", "key_ids", List.of(key));

    assertGeneral(u -> u.model("x.key").unlink(key));
    assertThat(refusal(watchman, u -> u.model("x.key").unlink(key)))
        .hasMessageContaining("Keys of the safe (x.vault.key_ids) is required")
        .extracting(RpcException::context)
        .hasToString("{model=x.vault, field=key_ids, id=" + vault + ", rule=required}");
  }

  /** L1: one that still points here. */
  @Test
  void unlink_thatAHiddenModelRestricts_isRefusedWithoutAName() {
    long line = make("x.line", "name", "l");
    make("x.vault", "name", "v", "key_ids", List.of(key), "kept_id", line);

    assertGeneral(u -> u.model("x.line").unlink(line));
    assertThat(refusal(watchman, u -> u.model("x.line").unlink(line)))
        .hasMessageContaining("x.vault");
  }

  /** L2: the model may be read, the field too, but not this record. */
  @Test
  void value_thatFollowsInAHiddenRecord_isRefusedWithoutAName() {
    make("x.audit", "name", "a", "secrecy", 1, "key_id", key);

    assertGeneral(u -> u.model("x.key").write(key, v("name", "longer than 8")));
    assertThat(refusal(watchman, u -> u.model("x.key").write(key, v("name", "longer than 8"))))
        .hasMessage("Secret line (x.audit.line) takes at most 8 characters, this text has 13.");
  }

  @Test
  void value_thatFollowsInARecordThatIsSeen_isRefusedByName() {
    make("x.audit", "name", "a", "key_id", key);

    assertThat(refusal(user, u -> u.model("x.key").write(key, v("name", "longer than 8"))))
        .hasMessageContaining("x.audit.line");
  }

  /** L2: a constraint is the word of the module, for those who may read the record. */
  @Test
  void constraint_ofARecordThatFollows_isToldToThoseWhoSeeIt() {
    long audit = make("x.audit", "name", "a", "secrecy", 1, "key_id", key);
    Consumer<UnitOfWork> work = u -> u.model("x.key").write(key, v("name", "bad"));

    assertGeneral(work);
    database().write(User.SYSTEM, u -> u.model("x.audit").write(audit, v("secrecy", null)));
    assertThat(refusal(user, work))
        .hasMessage("An audit is not called bad")
        .extracting(refusal -> ((RpcException) refusal).context())
        .hasToString(
            "{model=x.audit, rule=constraint, key=An audit is not called bad, id=" + audit + "}");
  }

  /** L3: the field counts, not only the record. */
  @Test
  void unique_ofAHiddenField_isRefusedWithoutAName() {
    long badge = make("x.badge", "name", "abc");

    assertGeneral(u -> u.model("x.badge").create(v("name", "axy")));
    assertThat(refusal(user, u -> u.model("x.badge").create(v("name", "abc"))))
        .hasMessage(
            "Name (x.badge.name) is unique, and x.badge,"
                + badge
                + " has this value already. Choose another one.");
    assertThat(refusal(watchman, u -> u.model("x.badge").create(v("name", "axy"))))
        .hasMessageContaining("Secret digest (x.badge.digest)");
  }

  /** L1: what hooks meet is a consequence; what they say themselves is the word of the module. */
  @Test
  void hook_thatIsRefused_namesNothing_andSpeaksForItself() {
    for (String met : List.of("as user", "as system", "of nothing")) {
      assertGeneral(u -> u.model("x.key").write(key, v("name", met)));
    }
    assertThat(refusal(user, u -> u.model("x.key").write(key, v("name", "words"))))
        .hasMessage("The words of the module.");
  }

  /** L1: the record of a conflict is as the one who acts sees it, whoever looked for it. */
  @Test
  void conflict_thatTheSystemMet_showsWhatTheUserSees() {
    long badge = make("x.badge", "name", "abc");

    RpcException seen =
        refusal(user, u -> u.asSystem().model("x.badge").requireVersion(List.of(badge), 7));

    assertThat(seen.context().get("record"))
        .isInstanceOfSatisfying(
            ModelRecord.class,
            record -> assertThat(record.asMap()).containsKey("name").doesNotContainKey("digest"));
    long vault = make("x.vault", "name", "v", "key_ids", List.of(key));
    assertGeneral(u -> u.asSystem().model("x.vault").requireVersion(List.of(vault), 7));
  }

  /** L12: as if there were no such model, so as if there were no such field. */
  @Test
  void field_thatLinksToAHiddenModel_isNotThere() {
    ModelRecord seen = database().read(user, u -> u.model("x.key").get(key));

    assertThat(seen.asMap()).containsKeys("name", "audit_ids").doesNotContainKey("vault_id");
    for (String hidden : List.of("vault_id", "vault_ids")) {
      List<Object> create = List.of(List.of("create", Map.of("name", "v")));
      RpcException refusal = refusal(user, u -> u.model("x.key").write(key, v(hidden, create)));
      assertThat(refusal).hasMessageStartingWith("x.key has no field \"" + hidden + "\".");
      assertThat(refusal.context())
          .isEqualTo(Map.of("model", "x.key", "field", hidden, "rule", "unknown"));
      assertThat(refusal(user, u -> u.model("x.key").search(Query.where(hidden, "=", 1))))
          .hasMessageContaining("x.key has no field");
    }
    assertThat(database().read(watchman, u -> u.model("x.key").get(key)).asMap())
        .containsKeys("vault_id", "vault_ids");
  }

  /** L9: entries of which nothing is seen are left out, and do not count. */
  @Test
  void history_leavesOutWritesOfWhichNothingIsSeen() {
    long person = user.id();
    for (int i = 0; i < 20; i++) {
      int grade = i;
      database().write(User.SYSTEM, u -> u.model("x.user").write(person, v("grade", grade)));
    }
    database().write(User.SYSTEM, u -> u.model("x.user").write(person, v("name", "Uta")));
    database().write(User.SYSTEM, u -> u.model("x.user").write(person, v("grade", 99)));

    List<HistoryEntry> seen = database().read(user, u -> u.model("x.user").history(person, 2));

    assertThat(seen)
        .extracting(HistoryEntry::kind)
        .containsExactly(HistoryEntry.Kind.WRITE, HistoryEntry.Kind.CREATE);
    assertThat(seen.get(0).fields()).containsOnlyKeys("name");
    assertThat(history(watchman, person)).hasSize(23);
  }

  /** L9: the date of the actor's record moved when a hidden field of it was written. */
  @Test
  void actor_hasNoDate_forThoseWhoDoNotSeeAllOfTheirRecord() {
    List<JsonNode> byUser = actors(user);
    List<JsonNode> byWatchman = actors(watchman);

    assertThat(byUser).hasSize(2).allMatch(each -> each.get("name").stringValue().equals("Gil"));
    assertThat(byUser.get(0)).isEqualTo(byUser.get(1));
    assertThat(byUser.get(0).get("__last_update").stringValue()).startsWith("1970-01-01");
    assertThat(byWatchman.get(0).get("__last_update").stringValue()).doesNotStartWith("1970");
  }

  /** Who acted, twice, with a change of a hidden field of theirs in between. */
  private List<JsonNode> actors(User subscriber) {
    RecordingOutlet outlet = new RecordingOutlet();
    Connection connection = get(Broker.class).connect(outlet, subscriber);
    subscribe(connection, ShapeRequest.all(model("x.key")));
    long written = make("x.key", "name", "w");
    for (int i = 0; i < 2; i++) {
      String name = "n" + i;
      int grade = i;
      database().write(watchman, u -> u.model("x.key").write(written, v("name", name)));
      database().write(User.SYSTEM, u -> u.model("x.user").write(watchman.id(), v("grade", grade)));
    }
    get(Broker.class).flushed().toCompletableFuture().join();
    List<JsonNode> actors =
        outlet.notifications().stream()
            .map(each -> each.get(1).get("user_id"))
            .filter(each -> each.get("id").longValue() == watchman.id())
            .toList();
    connection.close();
    return actors;
  }

  private static void subscribe(Connection connection, ShapeRequest request) {
    CompletableFuture<Object> answer = new CompletableFuture<>();
    connection.subscribe(
        List.of(new SubscribeRequest(request, null, false)), answers -> answer.complete(answers));
    answer.join();
  }

  /** L13: one's own groups, and those of others for those whom the module names. */
  @Test
  void groups_areShownToOneself_andToThoseWhomTheModuleNames() {
    List<ModelRecord> toUser = people(user);
    List<ModelRecord> toWatchman = people(watchman);

    assertThat(toUser)
        .allMatch(each -> each.asMap().containsKey("groups") == (each.id() == user.id()));
    assertThat(toWatchman).allMatch(each -> each.asMap().containsKey("groups"));
    assertThat(history(user, watchman.id())).noneMatch(each -> each.fields().containsKey("groups"));
    assertThat(history(user, user.id())).anyMatch(each -> each.fields().containsKey("groups"));
  }

  /** L13: whoever reads only their own can neither search nor subscribe to it. */
  @Test
  void groups_thatAreNotShownOfAll_areNoFieldForASearchOrASubscription() {
    Filter asked = Filter.where("groups", "=", null);
    ShapeRequest filtered = new ShapeRequest(model("x.user"), asked, null, List.of(), null);
    ShapeRequest wished =
        new ShapeRequest(model("x.user"), Filter.all(), List.of("groups"), List.of(), null);

    assertThat(refusal(user, u -> u.model("x.user").search(Query.all().where(asked))))
        .hasMessageContaining("has no field");
    long found = database().read(watchman, u -> u.model("x.user").count(Query.all().where(asked)));
    assertThat(found).isZero();
    for (ShapeRequest request : List.of(filtered, wished)) {
      Connection connection = get(Broker.class).connect(new RecordingOutlet(), user);
      assertThat(
              catchThrowableOfType(
                  RpcException.class,
                  () -> connection.check(new SubscribeRequest(request, null, false))))
          .hasMessageContaining("has no field");
      connection.close();
    }
  }

  private List<ModelRecord> people(User by) {
    return database().read(by, u -> u.model("x.user").searchRead(Query.all()));
  }

  private List<HistoryEntry> history(User by, long person) {
    return database().read(by, u -> u.model("x.user").history(person, 50));
  }
}
