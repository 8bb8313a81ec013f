package dev.syncer.core.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.syncer.api.Binary;
import dev.syncer.api.Filter;
import dev.syncer.api.HistoryEntry;
import dev.syncer.api.ModelModule;
import dev.syncer.api.ModelRecord;
import dev.syncer.api.Query;
import dev.syncer.api.UnitOfWork;
import dev.syncer.api.User;
import dev.syncer.rpc.ConflictException;
import dev.syncer.rpc.ValidationException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * What a write has to keep, on every store: the version it was meant for, values that are unique,
 * constraints. A store passes it as a subclass.
 */
public abstract class RulesContract extends UnitFixture {
  private static final String ACCOUNT = "u.account";
  private static final String BOOKING = "u.booking";

  @Override
  final List<ModelModule> modules() {
    return List.of(new RulesModule());
  }

  private <E extends Throwable> E refused(Class<E> type, Consumer<UnitOfWork> work) {
    return catchThrowableOfType(type, () -> database().write(ANA, work));
  }

  @Test
  void write_atItsVersion_writes() {
    long id = create(ACCOUNT, "name", "Cash");

    database().write(ANA, unit -> unit.model(ACCOUNT).write(id, v("name", "Till"), 1));

    assertThat(read(ACCOUNT, id).get("name")).isEqualTo("Till");
    assertThat(read(ACCOUNT, id).version()).isEqualTo(2);
  }

  @Test
  void write_atAnotherVersion_tellsTheCurrentOneAndWritesNothing() {
    long id = create(ACCOUNT, "name", "Cash");
    database().write(ANA, unit -> unit.model(ACCOUNT).write(id, v("name", "Till")));
    told();

    ConflictException conflict =
        refused(
            ConflictException.class, unit -> unit.model(ACCOUNT).write(id, v("name", "Purse"), 1));

    assertThat(conflict.context())
        .containsEntry("model", ACCOUNT)
        .containsEntry("id", id)
        .containsEntry("version", 2L);
    assertThat(conflict.context().get("record"))
        .isInstanceOfSatisfying(
            ModelRecord.class, current -> assertThat(current.get("name")).isEqualTo("Till"));
    assertThat(read(ACCOUNT, id).get("name")).isEqualTo("Till");
    assertThat(told()).isEmpty();
  }

  @Test
  void uniqueValue_twice_isRefusedAndNamesTheRecordThatHasIt() {
    long first = create(ACCOUNT, "name", "Cash", "code", "A");
    long second = create(ACCOUNT, "name", "Bank", "code", "B");
    told();

    ValidationException onCreate =
        refused(
            ValidationException.class,
            unit -> unit.model(ACCOUNT).create(v("name", "Till", "code", "A")));
    ValidationException onWrite =
        refused(
            ValidationException.class, unit -> unit.model(ACCOUNT).write(second, v("code", "A")));

    assertThat(onCreate.context())
        .containsEntry("model", ACCOUNT)
        .containsEntry("field", "code")
        .containsEntry("rule", "unique")
        .containsEntry("other", first);
    assertThat(onWrite.context()).containsEntry("id", second).containsEntry("other", first);
    assertThat(onWrite).hasMessageContaining("u.account," + first);
    assertThat(count(ACCOUNT)).isEqualTo(2);
    assertThat(told()).isEmpty();
  }

  @Test
  void uniqueValue_twiceInOneCall_isRefused() {
    ValidationException refusal =
        refused(
            ValidationException.class,
            unit ->
                unit.model(ACCOUNT)
                    .create(
                        List.of(v("name", "Cash", "code", "A"), v("name", "Bank", "code", "A"))));

    assertThat(refusal.context()).containsEntry("rule", "unique");
    assertThat(count(ACCOUNT)).isZero();
  }

  @Test
  void uniqueValues_swappedFreedOrEmpty_areAccepted() {
    long first = create(ACCOUNT, "name", "Cash", "code", "A");
    long second = create(ACCOUNT, "name", "Bank", "code", "B");
    long gone = create(ACCOUNT, "name", "Till", "code", "C");

    database()
        .write(
            ANA,
            unit -> {
              unit.model(ACCOUNT).write(first, v("code", "B"));
              unit.model(ACCOUNT).write(second, v("code", "A"));
              unit.model(ACCOUNT).create(v("name", "Purse", "code", "C"));
              unit.model(ACCOUNT).unlink(gone);
              unit.model(ACCOUNT).create(List.of(v("name", "X"), v("name", "Y")));
            });

    assertThat(read(ACCOUNT, first).get("code")).isEqualTo("B");
    assertThat(read(ACCOUNT, second).get("code")).isEqualTo("A");
    assertThat(count(ACCOUNT)).isEqualTo(5);
  }

  @Test
  void constraint_violated_isRefusedWithItsMessageAndKey_N17() {
    long id = create(ACCOUNT, "name", "Cash", "floor", -10L);
    told();

    ValidationException refusal =
        refused(ValidationException.class, unit -> unit.model(ACCOUNT).write(id, v("floor", 1L)));

    assertThat(refusal)
        .hasMessage("An account may not go below its floor. Book less or lower the floor.");
    assertThat(refusal.context())
        .containsEntry("model", ACCOUNT)
        .containsEntry("key", "account.floor")
        .containsEntry("rule", "constraint")
        .containsEntry("id", id);
    assertThat(read(ACCOUNT, id).get("floor")).isEqualTo(-10L);
    assertThat(told()).isEmpty();
  }

  @Test
  void constraint_overAValueThatFollows_isAskedWhereNoCallNamedTheRecord() {
    long id = create(ACCOUNT, "name", "Cash", "floor", -10L);
    create(BOOKING, "account_id", id, "amount", -8L);

    ValidationException refusal =
        refused(
            ValidationException.class,
            unit -> unit.model(BOOKING).create(v("account_id", id, "amount", -3L)));

    assertThat(refusal.context()).containsEntry("model", ACCOUNT).containsEntry("id", id);
    assertThat(count(BOOKING)).isEqualTo(1);
    assertThat(read(ACCOUNT, id).get("balance")).isEqualTo(-8L);
  }

  @Test
  void constraint_brokenOnTheWay_isAskedOnlyAtTheEnd() {
    long id = create(ACCOUNT, "name", "Cash", "floor", 0L);

    database()
        .write(
            ANA,
            unit -> {
              unit.model(BOOKING).create(v("account_id", id, "amount", -3L));
              assertThat(unit.model(ACCOUNT).get(id).get("balance")).isEqualTo(-3L);
              unit.model(BOOKING).create(v("account_id", id, "amount", 5L));
            });

    assertThat(read(ACCOUNT, id).get("balance")).isEqualTo(2L);
  }

  @Test
  void history_ofARecord_tellsWhoChangedWhatNewestFirst() {
    long id = create(ACCOUNT, "name", "Cash", "code", "A");
    long other = create(ACCOUNT, "name", "Bank");
    database()
        .write(
            User.SYSTEM,
            unit -> {
              unit.model(ACCOUNT).write(id, v("name", "Till", "code", null));
              unit.model(ACCOUNT).write(other, v("name", "Safe"));
            });
    long booking = create(BOOKING, "account_id", id, "amount", 5L);

    List<HistoryEntry> history = database().read(ANA, unit -> unit.model(ACCOUNT).history(id));

    assertThat(history).extracting(HistoryEntry::version).containsExactly(3L, 2L, 1L);
    assertThat(history)
        .extracting(HistoryEntry::kind)
        .containsExactly(
            HistoryEntry.Kind.WRITE, HistoryEntry.Kind.WRITE, HistoryEntry.Kind.CREATE);
    assertThat(history).extracting(HistoryEntry::isIndirect).containsExactly(true, false, false);
    assertThat(history)
        .extracting(entry -> entry.user().name())
        .containsExactly(ANA.name(), User.SYSTEM.name(), ANA.name());
    assertThat(history.get(0).fields())
        .isEqualTo(
            Map.of(
                "balance", new HistoryEntry.FieldChange(0L, 5L),
                "booking_ids", new HistoryEntry.FieldChange(List.of(), List.of(booking))));
    assertThat(history.get(1).fields())
        .isEqualTo(
            Map.of(
                "name", new HistoryEntry.FieldChange("Cash", "Till"),
                "code", new HistoryEntry.FieldChange("A", null)));
    assertThat(history.get(2).fields())
        .containsEntry("name", new HistoryEntry.FieldChange(null, "Cash"))
        .doesNotContainKey("floor");
  }

  @Test
  void history_ofARecordThatIsGone_endsWithItsUnlink_andHonoursTheLimit() {
    long id = create(ACCOUNT, "name", "Cash");
    database().write(ANA, unit -> unit.model(ACCOUNT).write(id, v("name", "Till")));
    database().write(ANA, unit -> unit.model(ACCOUNT).unlink(id));

    List<HistoryEntry> history = database().read(ANA, unit -> unit.model(ACCOUNT).history(id, 2));

    assertThat(history)
        .extracting(HistoryEntry::kind)
        .containsExactly(HistoryEntry.Kind.UNLINK, HistoryEntry.Kind.WRITE);
    assertThat(history.get(0).fields()).isEmpty();
  }

  @Test
  void json_written_comesBackInItsOneForm_andIsToldAsJson() {
    long id = create(ACCOUNT, "name", "Cash");
    Map<String, Object> settings =
        Map.of("b", List.of(1, 2.5, "x", Map.of()), "a", Map.of("on", true, "n", 3.0));
    told();

    List<String> told = told(unit -> unit.model(ACCOUNT).write(id, v("settings", settings)));
    List<String> again = told(unit -> unit.model(ACCOUNT).write(id, v("settings", settings)));

    assertThat(told)
        .containsExactly(
            "write u.account,"
                + id
                + " {\"settings\":{\"a\":{\"n\":3,\"on\":true},\"b\":[1,2.5,\"x\",{}]}}");
    assertThat(again).isEmpty();
    assertThat(read(ACCOUNT, id).get("settings"))
        .isEqualTo(Map.of("a", Map.of("on", true, "n", 3L), "b", List.of(1L, 2.5, "x", Map.of())));
    assertThat(database().read(ANA, unit -> unit.model(ACCOUNT).history(id)).get(0).fields())
        .containsEntry(
            "settings", new HistoryEntry.FieldChange(null, read(ACCOUNT, id).get("settings")));
  }

  @Test
  void binary_written_isToldBySizeAndHashOnly() {
    long id = create(ACCOUNT, "name", "Cash");
    byte[] bytes = {0, 1, -1, 127};
    told();

    List<String> told = told(unit -> unit.model(ACCOUNT).write(id, v("scan", "AAH/fw==")));
    List<String> again = told(unit -> unit.model(ACCOUNT).write(id, v("scan", bytes)));

    Binary read = (Binary) java.util.Objects.requireNonNull(read(ACCOUNT, id).get("scan"));
    assertThat(read.content()).hasValue(bytes);
    assertThat(read.sha256()).hasSize(64);
    assertThat(told)
        .containsExactly(
            "write u.account,%d {\"scan\":{\"size\":4,\"sha256\":\"%s\"}}"
                .formatted(id, read.sha256()));
    assertThat(again).isEmpty();
    HistoryEntry.FieldChange change =
        database().read(ANA, unit -> unit.model(ACCOUNT).history(id)).get(0).fields().get("scan");
    assertThat(change).isEqualTo(new HistoryEntry.FieldChange(null, read));
  }

  @Test
  void binary_thatIsTooLargeOrNoBase64OrSearched_isRefused() {
    ValidationException size =
        refused(
            ValidationException.class,
            unit -> unit.model(ACCOUNT).create(v("name", "A", "scan", new byte[9])));
    ValidationException text =
        refused(
            ValidationException.class,
            unit -> unit.model(ACCOUNT).create(v("name", "A", "scan", "not base64!")));
    ValidationException search =
        refused(
            ValidationException.class,
            unit -> unit.model(ACCOUNT).search(Query.where("scan", "=", "AAH/fw==")));

    assertThat(size.context()).containsEntry("field", "scan").containsEntry("rule", "size");
    assertThat(text.context()).containsEntry("field", "scan").containsEntry("rule", "type");
    assertThat(search.context()).containsEntry("rule", "filter");
  }

  @Test
  void json_thatIsTooLargeOrSearched_isRefused() {
    ValidationException size =
        refused(
            ValidationException.class,
            unit -> unit.model(ACCOUNT).create(v("name", "A", "settings", "x".repeat(99))));
    ValidationException search =
        refused(
            ValidationException.class,
            unit -> unit.model(ACCOUNT).search(Query.where("settings", "=", "x")));

    assertThat(size.context()).containsEntry("field", "settings").containsEntry("rule", "size");
    assertThat(search.context()).containsEntry("rule", "filter");
    long empty = create(ACCOUNT, "name", "Empty");
    create(ACCOUNT, "name", "Full", "settings", false);
    List<Long> found =
        database()
            .read(
                ANA,
                unit ->
                    unit.model(ACCOUNT)
                        .search(Query.all().where(Filter.where("settings", "=", null))));
    assertThat(found).containsExactly(empty);
  }
}
