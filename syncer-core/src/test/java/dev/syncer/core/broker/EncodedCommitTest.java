package dev.syncer.core.broker;

import static dev.syncer.api.Fields.bool;
import static dev.syncer.api.Fields.manyToOne;
import static dev.syncer.api.Fields.text;
import static dev.syncer.api.Filter.where;
import static dev.syncer.api.Group.everyone;
import static dev.syncer.api.Group.group;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.syncer.api.ModelModule;
import dev.syncer.api.Ref;
import dev.syncer.api.User;
import dev.syncer.core.change.Change;
import dev.syncer.core.change.ChangeKind;
import dev.syncer.core.change.Commit;
import dev.syncer.core.memory.MemoryBudget;
import dev.syncer.core.memory.MemoryKind;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Row;
import dev.syncer.core.rights.Principal;
import dev.syncer.core.rights.Rights;
import dev.syncer.core.shape.Notifications;
import dev.syncer.core.shape.ShapeRequest;
import dev.syncer.core.shape.Shapes;
import dev.syncer.core.spi.CommitListener;
import dev.syncer.core.spi.Committed;
import dev.syncer.core.spi.Found;
import dev.syncer.core.spi.ReadLane;
import dev.syncer.core.spi.ReadTransaction;
import dev.syncer.core.spi.Search;
import dev.syncer.core.spi.Store;
import dev.syncer.core.spi.StoreException;
import dev.syncer.core.spi.StoreState;
import dev.syncer.core.spi.WriteTransaction;
import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What has to be read to show a commit to somebody who may not read all stages that tasks have. */
class EncodedCommitTest {
  private static final ModelModule MODELS =
      models -> {
        models.model("t.user").fields(text("name")).access(everyone().reads()).users();
        models
            .model("t.stage")
            .fields(text("name"), bool("is_open"))
            .access(group("user").reads())
            .rule(group("user"), where("is_open", "=", true));
        models
            .model("t.task")
            .fields(text("name"), manyToOne("stage_id", "t.stage"))
            .access(group("user").reads());
      };

  private final Registry registry = Registry.of(List.of(MODELS));
  private final Rights rights = new Rights(registry);
  private final MemoryStore store = new MemoryStore();
  private final MemoryBudget memory = new MemoryBudget(100_000_000);
  private final VisibilityLog visibility =
      new VisibilityLog(after -> Optional.of(List.of()), memory);
  private final CommitRedaction links =
      new CommitRedaction(registry, new LinkedRecords(store, visibility, memory));
  private final EncodedCommit.Encoding encoding =
      new EncodedCommit.Encoding(
          new Notifications("demo"),
          new FrameWriter(100_000, memory),
          links,
          100,
          new Encodings(memory));
  private final ShapeSubscribers subscribers = subscribers();

  private ShapeSubscribers subscribers() {
    Row user = row("t.user", Map.of("id", 1L, "active", true, "groups", List.of("user")));
    Principal reader = Principal.of(new User(1, "Ana", Instant.EPOCH), user);
    return new ShapeSubscribers(
        "a", new Shapes(registry, rights).shape(reader, ShapeRequest.all(model("t.task"))));
  }

  private Model model(String name) {
    return registry.model(name).orElseThrow();
  }

  private ModelField field(String model, String name) {
    return model(model).field(name).orElseThrow();
  }

  private Row row(String model, Map<String, ? extends @Nullable Object> values) {
    Row row = Row.of(model(model), new @Nullable Object[model(model).fields().size()]);
    Map<ModelField, @Nullable Object> byField = new LinkedHashMap<>();
    values.forEach((name, value) -> byField.put(field(model, name), value));
    return row.with(byField);
  }

  private Row stage(long id, boolean isOpen) {
    return row("t.stage", Map.of("id", id, "version", 1L, "name", "stage", "is_open", isOpen));
  }

  private Change task(long id, long stage) {
    Row task =
        row(
            "t.task",
            Map.of("id", id, "version", 1L, "name", "t", "stage_id", Ref.of(stage, "stage")));
    return new Change(ChangeKind.CREATE, task, Map.of(), false);
  }

  private EncodedCommit commit(long position, Change... changes) {
    Commit commit = new Commit(position, Instant.EPOCH, User.SYSTEM, null, List.of(changes));
    links.heard(commit);
    store.head = position;
    return new EncodedCommit(commit, "c" + position, encoding);
  }

  private String told(EncodedCommit commit) {
    assertThat(commit.overflows(subscribers)).isFalse();
    assertThat(commit.touches(subscribers)).isTrue();
    List<Frame> frames = commit.frames(Set.of(new SubscriptionId(subscribers, "a")), 1_000_000);
    Frame frame = Objects.requireNonNull(frames).get(0);
    return StandardCharsets.UTF_8.decode(frame.params()).toString();
  }

  /** P8, P10: a node kept all commits that somebody had caught up with, and counted none of it. */
  @Test
  void commitThatNobodyKeeps_isNotHeldByWhatWasMadeOfIt_andRecordsThatAreCount() {
    WeakReference<Row> before = caughtUpWith("x".repeat(500_000));

    assertThat(memory.use().of(MemoryKind.ENCODED)).isGreaterThan(1_500_000);
    await()
        .atMost(Duration.ofSeconds(90))
        .until(
            () -> {
              System.gc();
              return before.get() == null;
            });
    encoding.encodings().giveUp();
    assertThat(memory.use().of(MemoryKind.ENCODED)).isZero();
  }

  /** The record before a commit that somebody caught up with, and that is gone. */
  private WeakReference<Row> caughtUpWith(String large) {
    Row now = row("t.task", Map.of("id", 1L, "version", 2L, "name", "new" + large));
    Map<ModelField, @Nullable Object> former = Map.of(field("t.task", "name"), large);
    EncodedCommit commit = commit(1, new Change(ChangeKind.WRITE, now, former, false)).handedOut();
    assertThat(told(commit)).contains("newxxx");
    return new WeakReference<>(commit.before(0).orElseThrow());
  }

  @Test
  void link_isReadOnce_andKnownFromThenOn() {
    store.stages.add(stage(7, true));
    EncodedCommit first = commit(1, task(1, 7));
    EncodedCommit second = commit(2, task(2, 7));

    boolean wasReady = first.isReady(subscribers);
    int before = store.reads;
    first.prepare(List.of(subscribers));
    int after = store.reads;

    assertThat(wasReady).isFalse();
    assertThat(before).isZero();
    assertThat(after).isEqualTo(1);
    assertThat(first.isReady(subscribers)).isTrue();
    assertThat(second.isReady(subscribers)).isTrue();
    assertThat(told(first)).contains("[7,\"stage\"]");
    assertThat(told(second)).contains("[7,\"stage\"]");
    assertThat(store.reads).isEqualTo(1);
  }

  @Test
  void commits_areReadTogether() {
    store.stages.add(stage(7, true));
    List<EncodedCommit> commits = new ArrayList<>();
    for (int i = 1; i <= 50; i++) {
      commits.add(commit(i, task(i, i)));
    }

    EncodedCommit.prepare(commits, List.of(subscribers));

    assertThat(store.reads).isEqualTo(1);
    assertThat(commits).allMatch(each -> each.isReady(subscribers));
    assertThat(told(commits.get(6))).contains("[7,\"stage\"]");
    assertThat(told(commits.get(7))).contains("[8,\"t.stage,8\"]");
    assertThat(store.reads).isEqualTo(1);
  }

  @Test
  void link_thatTheCommitItselfTells_andAWriteWithoutLinks_needNoRead() {
    Row task = task(1, 9).record();
    Change written =
        new Change(ChangeKind.WRITE, task, Map.of(field("t.task", "name"), "before"), false);
    Change opened =
        new Change(
            ChangeKind.WRITE, stage(8, true), Map.of(field("t.stage", "is_open"), false), false);

    EncodedCommit both = commit(1, opened, task(2, 8));
    EncodedCommit plain = commit(2, written);

    assertThat(both.isReady(subscribers)).isTrue();
    assertThat(told(both)).contains("[8,\"stage\"]");
    assertThat(plain.isReady(subscribers)).isTrue();
    assertThat(told(plain)).contains("{\"name\":\"t\"}");
    assertThat(store.reads).isZero();
  }

  @Test
  void record_thatIsHidden_isAskedForAgain_andKeepsItsNameOfBefore() {
    store.stages.add(stage(7, true));
    EncodedCommit first = commit(1, task(1, 7));
    first.prepare(List.of(subscribers));
    store.stages.set(0, stage(7, false));
    commit(2, hidden(true));
    EncodedCommit third = commit(3, task(3, 7));

    boolean isReady = third.isReady(subscribers);
    third.prepare(List.of(subscribers));
    store.stages.set(0, stage(7, true));
    commit(4, hidden(false));
    EncodedCommit again = new EncodedCommit(third.commit(), "c3", encoding);
    again.prepare(List.of(subscribers));

    assertThat(isReady).isFalse();
    assertThat(told(first)).contains("[7,\"stage\"]");
    assertThat(told(third)).contains("[7,\"t.stage,7\"]");
    assertThat(told(again)).as("of what was hidden then").contains("[7,\"t.stage,7\"]");
  }

  private Change hidden(boolean wasOpen) {
    return new Change(
        ChangeKind.WRITE, stage(7, !wasOpen), Map.of(field("t.stage", "is_open"), wasOpen), false);
  }

  @Test
  void prepare_thatFails_leavesNothing_andCanBeTriedAgain() {
    store.stages.add(stage(7, true));
    EncodedCommit commit = commit(1, task(1, 7));
    store.isBroken = true;

    assertThatThrownBy(() -> commit.prepare(List.of(subscribers)))
        .isInstanceOf(StoreException.class);
    boolean isReady = commit.isReady(subscribers);
    store.isBroken = false;
    commit.prepare(List.of(subscribers));

    assertThat(isReady).isFalse();
    assertThat(told(commit)).contains("[7,\"stage\"]");
  }

  /** Stages in memory. */
  private static final class MemoryStore implements Store {
    private final List<Row> stages = new ArrayList<>();
    private int reads;
    private long head;
    private boolean isBroken;

    @Override
    public <T extends @Nullable Object> T read(ReadLane lane, Function<ReadTransaction, T> work) {
      if (isBroken) {
        throw new StoreException("broken", null);
      }
      reads++;
      assertThat(lane).isEqualTo(ReadLane.DELIVERY);
      return work.apply(transaction());
    }

    private ReadTransaction transaction() {
      return (ReadTransaction)
          Proxy.newProxyInstance(
              ReadTransaction.class.getClassLoader(),
              new Class<?>[] {ReadTransaction.class},
              (proxy, method, arguments) ->
                  switch (method.getName()) {
                    case "head" -> head;
                    case "log" -> List.of();
                    case "search" ->
                        arguments.length == 2
                            ? found((Search) arguments[1])
                            : java.lang.reflect.InvocationHandler.invokeDefault(
                                proxy, method, arguments);
                    default -> throw new UnsupportedOperationException(method.getName());
                  });
    }

    private Found found(Search search) {
      return new Found(stages.stream().filter(search.condition()::matches).toList(), false);
    }

    @Override
    public StoreState open(Registry registry) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void follow(CommitListener listener) {}

    @Override
    public <T extends @Nullable Object> Committed<T> write(Function<WriteTransaction, T> work) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }
}
