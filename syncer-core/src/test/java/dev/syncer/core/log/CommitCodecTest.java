package dev.syncer.core.log;

import static dev.syncer.api.Fields.bool;
import static dev.syncer.api.Fields.date;
import static dev.syncer.api.Fields.dateTime;
import static dev.syncer.api.Fields.decimal;
import static dev.syncer.api.Fields.integer;
import static dev.syncer.api.Fields.manyToOne;
import static dev.syncer.api.Fields.oneToMany;
import static dev.syncer.api.Fields.selection;
import static dev.syncer.api.Fields.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.syncer.api.ModelModule;
import dev.syncer.api.Ref;
import dev.syncer.api.User;
import dev.syncer.core.change.Change;
import dev.syncer.core.change.ChangeKind;
import dev.syncer.core.change.Commit;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Row;
import dev.syncer.core.rights.Principal;
import dev.syncer.core.rights.Rights;
import dev.syncer.core.shape.Notifications;
import dev.syncer.core.shape.Shape;
import dev.syncer.core.shape.ShapeRequest;
import dev.syncer.core.shape.Shapes;
import dev.syncer.core.shape.VisibleChange;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CommitCodecTest {
  private static final Instant TIME = Instant.parse("2026-11-22T10:15:30.120Z");
  private static final User ANA = new User(7, "Ana", Instant.parse("2026-11-01T08:00:00Z"));

  private static final ModelModule WIDE =
      models ->
          models
              .model("shop.item")
              .fields(
                  text("name"),
                  integer("count"),
                  bool("done"),
                  decimal("price", 2),
                  date("day"),
                  dateTime("at"),
                  selection("size", "s", "Small"),
                  manyToOne("parent_id", "shop.item"),
                  oneToMany("child_ids", "shop.item", "parent_id"));
  private static final ModelModule NARROW =
      models ->
          models
              .model("shop.item")
              .fields(
                  text("name"),
                  integer("price"),
                  text("new"),
                  text("child_ids"),
                  oneToMany("parent_id", "shop.item", "up_id"),
                  manyToOne("up_id", "shop.item"));

  private final Registry registry = Registry.of(List.of(WIDE));
  private final Model item = registry.model("shop.item").orElseThrow();

  private Row row(Map<String, @Nullable Object> values) {
    @Nullable Object[] all = new @Nullable Object[item.fields().size()];
    all[0] = 42L;
    all[1] = 3L;
    values.forEach((name, value) -> all[field(name).index()] = value);
    return Row.of(item, all);
  }

  private ModelField field(String name) {
    return item.field(name).orElseThrow();
  }

  private Row full() {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    values.put("create_date", TIME);
    values.put("create_uid", Ref.of(7, "Ana"));
    values.put("name", "A \"quoted\" 😀\n\u2028 line");
    values.put("count", (1L << 53) - 1);
    values.put("done", true);
    values.put("price", new BigDecimal("-0.10"));
    values.put("day", LocalDate.of(1, 1, 1));
    values.put("at", TIME);
    values.put("size", "s");
    values.put("parent_id", Ref.of(9, "Nine"));
    values.put("child_ids", List.of(2L, 3L, 5L));
    return row(values);
  }

  private Commit commit() {
    Map<ModelField, @Nullable Object> old = new LinkedHashMap<>();
    old.put(field("name"), "before");
    old.put(field("parent_id"), null);
    old.put(field("child_ids"), List.of(1L, 3L));
    return new Commit(
        0,
        TIME,
        ANA,
        "key-1",
        List.of(
            new Change(ChangeKind.CREATE, row(Map.of("name", "new")), Map.of(), false),
            new Change(ChangeKind.WRITE, full(), old, true),
            new Change(ChangeKind.UNLINK, full(), Map.of(), false)));
  }

  @Test
  void commit_writtenAndRead_isTheSame() {
    CommitCodec codec = new CommitCodec(registry);

    Commit read = codec.decode(12, codec.encode(commit()));

    assertThat(read.position()).isEqualTo(12);
    assertThat(read.time()).isEqualTo(TIME);
    assertThat(read.user()).isEqualTo(ANA);
    assertThat(read.mutation()).isEqualTo("key-1");
    for (int i = 0; i < 3; i++) {
      Change written = commit().changes().get(i);
      Change back = read.changes().get(i);
      assertThat(back.kind()).isEqualTo(written.kind());
      assertThat(back.isIndirect()).isEqualTo(written.isIndirect());
      assertThat(back.record().asMap()).isEqualTo(written.record().asMap());
      assertThat(back.oldValues()).isEqualTo(written.oldValues());
    }
    Ref parent = (Ref) read.changes().get(1).record().get("parent_id");
    assertThat(parent.name()).contains("Nine");
  }

  @Test
  void list_thatChanged_isLoggedOnceWithWhatCameAndLeft() {
    List<Long> many = LongStream.rangeClosed(1, 1_000).boxed().toList();
    Change change =
        new Change(
            ChangeKind.WRITE,
            row(Map.of("child_ids", many)),
            Map.of(field("child_ids"), many.subList(0, 999)),
            false);

    String text = new CommitCodec(registry).encode(new Commit(0, TIME, ANA, null, List.of(change)));

    assertThat(text).contains("\"old\":{\"child_ids\":{\"came\":[1000],\"left\":[]}}");
  }

  @Test
  void notification_ofReadCommit_isTheSameBytes() {
    CommitCodec codec = new CommitCodec(registry);
    Commit live = commit().at(12);

    Commit read = codec.decode(12, codec.encode(commit()));

    for (int i = 0; i < 3; i++) {
      assertThat(encoded(read, i)).isEqualTo(encoded(live, i));
    }
  }

  private byte[] encoded(Commit commit, int place) {
    Change change = commit.changes().get(place);
    Shape shape =
        new Shapes(registry, new Rights(registry))
            .shape(Principal.SYSTEM, ShapeRequest.all(change.model()));
    VisibleChange visible = shape.see(change, change.before().orElse(null));
    assertThat(visible).isNotNull();
    return new Notifications("demo").encode(commit, commit.user(), shape, visible);
  }

  @Test
  void commit_readWithOtherModels_keepsWhatFits() {
    String text = new CommitCodec(registry).encode(commit());
    CommitCodec narrow = new CommitCodec(Registry.of(List.of(NARROW)));
    CommitCodec empty = new CommitCodec(Registry.of(List.of()));

    Change write = narrow.decode(1, text).changes().get(1);

    assertThat(write.record().get("name")).isEqualTo(full().get("name"));
    assertThat(write.record().get("price")).isNull();
    assertThat(write.record().get("new")).isNull();
    assertThat(write.record().get("child_ids")).isNull();
    assertThat(write.record().get("parent_id")).isEqualTo(List.of());
    assertThat(empty.decode(1, text).changes()).isEmpty();
  }

  /** A store tells the history of a record without knowing the text. */
  @Test
  void commit_readForOneRecord_hasItsChangesAlone() {
    CommitCodec codec = new CommitCodec(registry);
    Commit whole = commit().at(12);
    String text = codec.encode(commit());

    for (Change change : whole.changes()) {
      Model model = change.model();
      long id = change.record().id();
      List<Change> expected =
          whole.changes().stream()
              .filter(each -> each.model().equals(model) && each.record().id() == id)
              .toList();
      Commit read = codec.decode(12, text, model, id).orElseThrow();

      assertThat(read.changes()).extracting(Change::kind).isEqualTo(kinds(expected));
      assertThat(read.changes()).allMatch(each -> each.record().id() == id);
      assertThat(read.time()).isEqualTo(whole.time());
      assertThat(read.user()).isEqualTo(whole.user());
      assertThat(text).contains(CommitCodec.traceOf(id));
    }
    assertThat(codec.decode(12, text, whole.changes().get(0).model(), 987_654)).isEmpty();
  }

  private static List<ChangeKind> kinds(List<Change> changes) {
    return changes.stream().map(Change::kind).toList();
  }
}
