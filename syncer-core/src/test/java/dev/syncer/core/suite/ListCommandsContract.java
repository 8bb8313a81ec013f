package dev.syncer.core.suite;

import static dev.syncer.api.Fields.integer;
import static dev.syncer.api.Fields.linkedBy;
import static dev.syncer.api.Fields.manyToMany;
import static dev.syncer.api.Fields.manyToOne;
import static dev.syncer.api.Fields.oneToMany;
import static dev.syncer.api.Fields.text;
import static dev.syncer.api.Group.everyone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncer.api.ModelModule;
import dev.syncer.api.ModelRecord;
import dev.syncer.api.Models;
import dev.syncer.api.OnUnlink;
import dev.syncer.api.Query;
import dev.syncer.api.UnitOfWork;
import dev.syncer.rpc.RpcException;
import dev.syncer.rpc.ValidationException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Many commands on a list end as one after the other would, on every store. A store passes it as a
 * subclass.
 */
public abstract class ListCommandsContract extends UnitFixture {
  private static final String BOX = "l.box";
  private static final List<String> LISTS =
      List.of("tag_ids", "thing_ids", "part_ids", "two_ids", "note_ids");
  private static final int EACH = 5;

  @Override
  final List<ModelModule> modules() {
    return List.of(new Boxes());
  }

  /** A box with a list of each kind. */
  private static final class Boxes implements ModelModule {
    @Override
    public void define(Models models) {
      models
          .model(BOX)
          .fields(
              text("name"),
              manyToMany("tag_ids", "l.tag"),
              oneToMany("thing_ids", "l.thing", "box_id"),
              oneToMany("part_ids", "l.part", "box_id"),
              oneToMany("two_ids", "l.two", "left_id", "right_id"),
              linkedBy("note_ids", "l.note", "res_model", "res_id"))
          .implementsSyncer()
          .access(everyone().all());
      models.model("l.tag").fields(text("name")).access(everyone().all());
      models
          .model("l.thing")
          .fields(text("name"), manyToOne("box_id", BOX))
          .implementsSyncer()
          .access(everyone().all());
      models
          .model("l.part")
          .fields(text("name"), manyToOne("box_id", BOX).required().onUnlink(OnUnlink.CASCADE))
          .access(everyone().all());
      models
          .model("l.two")
          .fields(text("name"), manyToOne("left_id", BOX), manyToOne("right_id", BOX))
          .access(everyone().all());
      models
          .model("l.note")
          .fields(text("name"), text("res_model"), integer("res_id"))
          .access(everyone().all());
    }
  }

  private void fill() {
    database()
        .write(
            ANA,
            unit -> {
              for (int i = 0; i < 3; i++) {
                unit.model(BOX).create(v("name", "box" + i));
              }
              for (int i = 1; i <= EACH; i++) {
                unit.model("l.tag").create(v("name", "t" + i));
                unit.model("l.thing").create(v("name", "t" + i, "box_id", i % 2 == 0 ? 1 : null));
                unit.model("l.part").create(v("name", "p" + i, "box_id", 1 + i % 3));
                unit.model("l.two").create(v("name", "2" + i, "left_id", 1, "right_id", 1 + i % 2));
                unit.model("l.note").create(v("name", "n" + i, "res_model", BOX, "res_id", 1));
              }
              unit.model(BOX).write(1, v("tag_ids", List.of(1, 2)));
              unit.model(BOX).write(2, v("tag_ids", List.of(2, 3)));
            });
  }

  private static Object command(Random random) {
    long id = 1 + random.nextInt(EACH);
    String name = "x" + random.nextInt(3);
    return switch (random.nextInt(12)) {
      case 0, 1, 2 -> List.of("link", id);
      case 3, 4, 5 -> List.of("unlink", id);
      case 6, 7 ->
          List.of(
              "set",
              LongStream.rangeClosed(1, EACH).boxed().filter(i -> random.nextBoolean()).toList());
      case 8 -> List.of("create", Map.of("name", name));
      case 9, 10 -> List.of("update", id, Map.of("name", name));
      default -> List.of("delete", id);
    };
  }

  /** All records as they are, or the word for a refusal; nothing stays. */
  private Object outcome(java.util.function.Consumer<UnitOfWork> work) {
    List<Object> outcome = new ArrayList<>();
    assertThatThrownBy(
            () ->
                database()
                    .write(
                        ANA,
                        unit -> {
                          try {
                            unit.attempt(
                                () -> {
                                  work.accept(unit);
                                  return null;
                                });
                            outcome.add(state(unit));
                          } catch (RpcException e) {
                            outcome.add("refused");
                          }
                          throw new Undone();
                        }))
        .isInstanceOf(Undone.class);
    return outcome.get(0);
  }

  private static final class Undone extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static Map<String, Object> state(UnitOfWork unit) {
    Map<String, Object> state = new TreeMap<>();
    for (String model : List.of(BOX, "l.tag", "l.thing", "l.part", "l.two", "l.note")) {
      for (ModelRecord record : unit.model(model).searchRead(Query.all())) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>(record.asMap());
        // A version moves at the end of a unit of work, and in it for whoever looks.
        values.keySet().removeAll(List.of("write_date", "create_date", "version"));
        state.put(record.toString(), String.valueOf(values));
      }
    }
    return state;
  }

  /** P15, P16: what is said about a record last counts. */
  @Test
  void commandsOfOneCall_endAsOneAfterTheOther() {
    fill();
    long seed = Long.getLong("syncer.seed", System.nanoTime());
    System.out.println("ListCommandsContract seed " + seed + " (-Dsyncer.seed=" + seed + ")");
    Random random = new Random(seed);
    int refused = 0;

    for (int i = 0; i < 600; i++) {
      String list = LISTS.get(random.nextInt(LISTS.size()));
      List<Object> commands = new ArrayList<>();
      for (int j = random.nextInt(7); j >= 0; j--) {
        commands.add(command(random));
      }
      List<Long> boxes = random.nextInt(3) == 0 ? List.of(1L, 2L) : List.of(1L);

      Object together = outcome(unit -> unit.model(BOX).write(boxes, v(list, commands)));
      Object alone =
          outcome(
              unit ->
                  commands.forEach(each -> unit.model(BOX).write(boxes, v(list, List.of(each)))));

      assertThat(together)
          .as("seed %d: %s of %s: %s", seed, list, boxes, commands)
          .isEqualTo(alone);
      refused += alone.equals("refused") ? 1 : 0;
    }
    assertThat(refused).isBetween(1, 500);
  }

  /** P16: 4,000 times there and back. */
  @Test
  void recordsLinkedAndUnlinkedAgainAndAgain_areNoChange() {
    fill();
    told();
    List<Object> commands = new ArrayList<>();
    for (int i = 0; i < 4_000; i++) {
      commands.add(List.of("link", 4));
      commands.add(List.of("unlink", 4));
    }

    List<String> told =
        told(
            unit ->
                unit.model(BOX)
                    .write(
                        1,
                        v(
                            "tag_ids",
                            commands,
                            "two_ids",
                            List.of(
                                List.of("unlink", 5),
                                List.of("link", 5),
                                List.of("unlink", 5),
                                List.of("link", 5)))));

    assertThat(read(BOX, 1).get("tag_ids")).isEqualTo(List.of(1L, 2L));
    assertThat(told).noneMatch(line -> line.startsWith("create"));
  }

  /** What cannot be done in sets is refused, and nothing of it is written. */
  @Test
  void commandsThatAlternateForEver_areRefused() {
    fill();
    List<Object> commands = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      commands.add(List.of("create", Map.of("name", "c" + i)));
      commands.add(List.of("set", List.of()));
    }

    assertThatThrownBy(
            () -> database().write(ANA, unit -> unit.model(BOX).write(1, v("tag_ids", commands))))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("say it once");
    assertThat(count("l.tag")).isEqualTo(EACH);
  }
}
