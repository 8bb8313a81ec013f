package dev.syncer.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncer.api.Fields;
import dev.syncer.api.Filter;
import dev.syncer.api.Ref;
import dev.syncer.rpc.ValidationException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionsTest {
  private final Registry registry =
      Registry.of(
          List.of(
              models -> {
                models.model("shop.tag").fields(Fields.text("name"));
                models
                    .model("shop.item")
                    .fields(
                        Fields.text("name"),
                        Fields.manyToOne("parent_id", "shop.item"),
                        Fields.oneToMany("child_ids", "shop.item", "parent_id"),
                        Fields.manyToMany("tag_ids", "shop.tag"));
              }));
  private final Model item = registry.model("shop.item").orElseThrow();

  private Condition of(String field, String operator, Object value) {
    return Conditions.of(item, Filter.where(field, operator, value));
  }

  private ModelField field(String name) {
    return item.field(name).orElseThrow();
  }

  @Test
  void contains_ofAList_takesOneId() {
    assertThat(of("tag_ids", "contains", 7L))
        .isEqualTo(new Condition.Contains(field("tag_ids"), 7));
    assertThat(of("child_ids", "contains", Ref.to(7)))
        .isEqualTo(new Condition.Contains(field("child_ids"), 7));
  }

  @Test
  void contains_ofNothing_isNoRecord() {
    Condition none = Conditions.of(item, Filter.where("tag_ids", "contains", null));

    assertThat(none).isEqualTo(Condition.NOTHING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"=", "in", "like", "holds"})
  void list_withAnotherOperator_isRefusedWithTheOneThatItHas(String operator) {
    assertThatThrownBy(() -> of("tag_ids", operator, 7L))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("shop.item.tag_ids")
        .hasMessageContaining("\"contains\", which takes one id");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 1L << 53})
  void contains_ofWhatIsNoId_isRefused(long id) {
    assertThatThrownBy(() -> of("tag_ids", "contains", id))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("takes the id of a record of shop.tag");
  }

  @Test
  void contains_ofAColumn_isRefused() {
    assertThatThrownBy(() -> of("name", "contains", "a"))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("no operator of it");
  }
}
