package dev.syncer.core.rights;

import static dev.syncer.api.Fields.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.syncer.api.ModelModule;
import dev.syncer.core.memory.MemoryBudget;
import dev.syncer.core.memory.MemoryKind;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.Registry;
import dev.syncer.core.rights.DecidingRecords.Key;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DecidingRecordsTest {
  private static final ModelModule MODULE =
      models -> {
        models.model("d.user").fields(text("name")).users();
        models.model("d.secret").fields(text("name")).systemOnly();
        models.model("d.note").fields(text("name"));
      };
  private static final Registry REGISTRY = Registry.of(List.of(MODULE));
  private static final Key ANA = new Key(model("d.user"), 1);
  private static final Key BO = new Key(model("d.user"), 2);

  private final MemoryBudget budget = new MemoryBudget(1_000);
  private final DecidingRecords records = new DecidingRecords(budget);
  private final DecidingRecords.Memory<String, String> memory =
      records.memory(MemoryKind.PRINCIPALS, 10, String::length);

  private static Model model(String name) {
    return REGISTRY.model(name).orElseThrow();
  }

  private void put(String key, String value, Key... follows) {
    memory.put(key, value, Set.of(follows), records.moment());
  }

  @Test
  void usersAndWhatIsOnlyForTheSystem_decide_andNothingElse() {
    assertThat(DecidingRecords.isOne(model("d.user"))).isTrue();
    assertThat(DecidingRecords.isOne(model("d.secret"))).isTrue();
    assertThat(DecidingRecords.isOne(model("d.note"))).isFalse();
  }

  @Test
  void value_isForgotten_whenOneOfItsRecordsIsAboutToChange() {
    put("a", "of ana", ANA);
    put("b", "of bo", BO);
    put("both", "of both", ANA, BO);

    records.change(Set.of(ANA));

    assertThat(memory.get("a")).isNull();
    assertThat(memory.get("both")).isNull();
    assertThat(memory.get("b")).isEqualTo("of bo");
  }

  @Test
  void value_isNotRemembered_whileOneOfItsRecordsIsBeingChanged() {
    records.change(Set.of(ANA));
    records.change(Set.of(ANA));
    put("a", "meanwhile", ANA);
    boolean isThereMeanwhile = memory.get("a") != null;
    records.settled(Set.of(ANA));
    put("a", "one is going on", ANA);
    boolean isThereBeforeTheLast = memory.get("a") != null;
    records.settled(Set.of(ANA));
    put("a", "after", ANA);

    assertThat(isThereMeanwhile).isFalse();
    assertThat(isThereBeforeTheLast).isFalse();
    assertThat(memory.get("a")).isEqualTo("after");
  }

  /** It may have been read before the change. */
  @Test
  void value_isNotRemembered_whereAChangeCameAfterItWasAskedFor() {
    long asked = records.moment();
    records.change(Set.of(ANA));
    records.settled(Set.of(ANA));

    memory.put("a", "old", Set.of(ANA), asked);

    assertThat(memory.get("a")).isNull();
  }

  @Test
  void memory_isBounded_andForgetsWhatWasNotAskedForLongest() {
    put("a", "x".repeat(40), ANA);
    put("b", "x".repeat(40), BO);
    assertThat(memory.get("a")).isNotNull();

    put("c", "x".repeat(40), BO);

    assertThat(memory.get("b")).isNull();
    assertThat(memory.get("a")).isNotNull();
    assertThat(memory.get("c")).isNotNull();
    assertThat(budget.used(MemoryKind.PRINCIPALS)).isEqualTo(80);
    records.change(Set.of(BO));
    assertThat(memory.get("c")).isNull();
    assertThat(budget.used(MemoryKind.PRINCIPALS)).isEqualTo(40);
  }

  @Test
  void value_largerThanTheShare_isNotKept() {
    put("a", "x".repeat(101), ANA);

    assertThat(memory.get("a")).isNull();
    assertThat(budget.used()).isZero();
  }

  /** What can be asked for again is forgotten before work is refused. */
  @Test
  void memory_isGivenUp_whereTheBudgetIsShort() {
    put("a", "x".repeat(40), ANA);
    put("b", "x".repeat(40), BO);

    boolean isThere = budget.tryReserve(MemoryKind.CALLS, 1_000);

    assertThat(isThere).isTrue();
    assertThat(memory.get("a")).isNull();
    assertThat(memory.get("b")).isNull();
    assertThat(budget.used(MemoryKind.PRINCIPALS)).isZero();
  }
}
