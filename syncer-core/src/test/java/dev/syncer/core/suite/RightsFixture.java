package dev.syncer.core.suite;

import dev.syncer.api.HistoryEntry;
import dev.syncer.api.ModelModule;
import dev.syncer.api.ModelRecord;
import dev.syncer.api.Query;
import dev.syncer.api.Records;
import dev.syncer.api.UnitOfWork;
import dev.syncer.api.User;
import dev.syncer.rpc.RpcException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/** People with the groups of {@link RightsModule}, and documents of theirs. */
abstract class RightsFixture extends UnitFixture {
  static final String DONE = "done";
  static final String ACCESS = "access";
  static final String MISSING = "missing";
  static final String INVALID = "validation";

  long red;
  long blue;

  /** Reads what is public or theirs, writes what is theirs; of the red team. */
  User author = ANA;

  /** Reads only; of the blue team. */
  User reader = ANA;

  /** Reads, and writes what is the red team's. */
  User lead = ANA;

  User boss = ANA;

  /** A document of the author that nobody else reads, and one of the reader. */
  long own;

  long foreign;

  /** A document of the reader that everybody reads. */
  long open;

  /** The models under test; controls leave something out of them. */
  protected RightsModule module() {
    return new RightsModule();
  }

  @Override
  final List<ModelModule> modules() {
    return List.of(module());
  }

  @BeforeEach
  void people() {
    red = system(u -> u.model("w.team").create(v("name", "Red")));
    blue = system(u -> u.model("w.team").create(v("name", "Blue")));
    author = user("Ada", red, "user", "author");
    reader = user("Rob", blue, "user");
    lead = user("Lea", red, "user", "lead");
    boss = user("Bo", blue, "boss");
    own = doc("own", author, false);
    foreign = doc("foreign", reader, false);
    open = doc("open", reader, true);
  }

  final <T extends @Nullable Object> T system(Function<UnitOfWork, T> work) {
    return database().writeReturning(User.SYSTEM, work);
  }

  final void asSystem(Consumer<UnitOfWork> work) {
    database().write(User.SYSTEM, work);
  }

  final User user(String name, @Nullable Long team, String... groups) {
    long id =
        system(
            u ->
                u.model("w.person")
                    .create(v("name", name, "team_id", team, "groups", List.of(groups))));
    return new User(id, name, Instant.EPOCH);
  }

  final long doc(String name, User owner, boolean isOpen) {
    return system(
        u ->
            u.model("w.doc")
                .create(
                    v("name", name, "owner_id", owner.id(), "open", isOpen, "secret", "s3cret")));
  }

  /** What somebody gets, or how they are refused, with all that a caller can tell apart. */
  final String outcome(User user, Function<UnitOfWork, ?> work) {
    try {
      return String.valueOf(told(database().<Object>writeReturning(user, work::apply)));
    } catch (RpcException e) {
      return e.type() + ": " + e.getMessage() + " " + told(e.context());
    }
  }

  /** How somebody is refused; "done" if they are not. */
  final String refusal(User user, Consumer<UnitOfWork> work) {
    String outcome =
        outcome(
            user,
            unit -> {
              work.accept(unit);
              return DONE;
            });
    return outcome.contains(":") ? outcome.substring(0, outcome.indexOf(':')) : outcome;
  }

  /** Records with all of their values. */
  private static @Nullable Object told(@Nullable Object answer) {
    if (answer instanceof ModelRecord record) {
      return record.displayName() + record.asMap();
    }
    if (answer instanceof List<?> list) {
      return list.stream().map(each -> String.valueOf(told(each))).toList();
    }
    if (answer instanceof Map<?, ?> map) {
      Map<String, String> all = new java.util.TreeMap<>();
      map.forEach((key, value) -> all.put(String.valueOf(key), String.valueOf(told(value))));
      return all;
    }
    return answer;
  }

  final @Nullable Object value(String model, long id, String field) {
    return database().read(User.SYSTEM, u -> u.model(model).get(id).get(field));
  }

  final List<Long> search(User user, String model, Query query) {
    return database().read(user, u -> u.model(model).search(query));
  }

  final List<Long> ids(User user, String model, List<Long> ids) {
    return database()
        .read(user, u -> u.model(model).read(ids).stream().map(ModelRecord::id).toList());
  }

  final long count(User user, String model, Query query) {
    return database().read(user, u -> u.model(model).count(query));
  }

  final ModelRecord seen(User user, String model, long id) {
    return database().read(user, u -> u.model(model).get(id));
  }

  final List<HistoryEntry> history(User user, String model, long id) {
    return database().read(user, u -> u.model(model).history(id));
  }

  static Records docs(UnitOfWork unit) {
    return unit.model("w.doc");
  }
}
