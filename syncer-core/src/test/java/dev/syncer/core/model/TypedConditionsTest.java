package dev.syncer.core.model;

import static dev.syncer.api.Fields.bool;
import static dev.syncer.api.Fields.date;
import static dev.syncer.api.Fields.decimal;
import static dev.syncer.api.Fields.integer;
import static dev.syncer.api.Fields.manyToMany;
import static dev.syncer.api.Fields.manyToOne;
import static dev.syncer.api.Fields.related;
import static dev.syncer.api.Fields.text;
import static dev.syncer.api.Filter.where;
import static dev.syncer.api.UserValue.USER;
import static dev.syncer.api.UserValue.userValue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.syncer.api.Derivation;
import dev.syncer.api.Field;
import dev.syncer.api.Fields;
import dev.syncer.api.Filter;
import dev.syncer.api.Query;
import dev.syncer.api.Ref;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What fields say by type and what text says is the same, in one normal form. */
class TypedConditionsTest {
  private static final Field<String> NAME = text("name");
  private static final Field<Long> COUNT = integer("count");
  private static final Field<Boolean> DONE = bool("done");
  private static final Field<BigDecimal> PRICE = decimal("price", 2);
  private static final Field<LocalDate> DUE = date("due");
  private static final Field<Ref> STAGE = manyToOne("stage_id", "t.task");
  private static final Field<List<Long>> TAGS = manyToMany("tag_ids", "t.task");
  private static final LocalDate DAY = LocalDate.of(2026, 12, 1);

  private static final Model TASK =
      Registry.of(
              List.of(
                  models ->
                      models.model("t.task").fields(NAME, COUNT, DONE, PRICE, DUE, STAGE, TAGS)))
          .model("t.task")
          .orElseThrow();

  static Stream<Arguments> bothWays() {
    return Stream.of(
        arguments(NAME.eq("a"), where("name", "=", "a")),
        arguments(NAME.ne("a"), where("name", "!=", "a")),
        arguments(STAGE.eq(Ref.to(3)), where("stage_id", "=", 3)),
        arguments(STAGE.ne(Ref.of(3, "Done")), where("stage_id", "!=", 3L)),
        arguments(STAGE.in(List.of(Ref.to(3), Ref.to(4))), where("stage_id", "in", List.of(4, 3))),
        arguments(COUNT.notIn(List.of(1L)), where("count", "not in", List.of(1))),
        arguments(COUNT.in(List.of()), where("count", "in", List.of())),
        arguments(NAME.isNull(), where("name", "=", null)),
        arguments(NAME.isSet(), where("name", "!=", null)),
        arguments(COUNT.lt(2L), where("count", "<", 2)),
        arguments(COUNT.le(2L), where("count", "<=", 2)),
        arguments(COUNT.gt(2L), where("count", ">", 2)),
        arguments(COUNT.ge(2L), where("count", ">=", 2)),
        arguments(PRICE.ge(new BigDecimal("2.5")), where("price", ">=", "2.50")),
        arguments(DUE.before(DAY), where("due", "<", "2026-12-01")),
        arguments(DUE.after(DAY), where("due", ">", "2026-12-01")),
        arguments(NAME.like("a%"), where("name", "like", "a%")),
        arguments(NAME.ilike("a"), where("name", "ilike", "a")),
        arguments(NAME.like("a").not(), where("name", "not like", "a")),
        arguments(NAME.ilike("a").not(), where("name", "not ilike", "a")),
        arguments(NAME.likeWhole("a_"), where("name", "=like", "a_")),
        arguments(NAME.ilikeWhole("a_"), where("name", "=ilike", "a_")),
        arguments(TAGS.contains(7), where("tag_ids", "contains", 7)),
        arguments(DONE.eq(true), where("done", "=", true)),
        arguments(Fields.ID.ne(1L), where("id", "!=", 1)),
        arguments(
            STAGE.eq(Ref.to(3)).and(DUE.before(DAY)),
            where("due", "<", DAY).and(where("stage_id", "=", 3))),
        arguments(
            NAME.eq("a").or(DONE.eq(true).and(COUNT.gt(1L))),
            where("name", "=", "a").or(where("done", "=", true).and(where("count", ">", 1)))));
  }

  @ParameterizedTest
  @MethodSource("bothWays")
  void condition_byTypeAndByText_isOneNormalForm(Filter typed, Filter text) {
    Condition meant = Conditions.normal(Conditions.of(TASK, typed));

    assertThat(meant).isEqualTo(Conditions.normal(Conditions.of(TASK, text)));
    assertThat(meant).isNotEqualTo(Conditions.normal(Conditions.of(TASK, text.not())));
  }

  @Test
  void order_byTypeAndByText_isTheSame() {
    Query typed = Query.of(DONE.eq(true)).orderBy(DUE.desc(), NAME.asc()).limit(3);

    assertThat(typed)
        .isEqualTo(Query.where("done", "=", true).orderBy("due desc").orderBy("name").limit(3));
    assertThat(Conditions.orders(TASK, typed.order()))
        .extracting(Order::isDescending)
        .containsExactly(true, false);
  }

  @Test
  void rule_byTypeAndByText_isTheSame() {
    assertThat(TAGS.contains(USER)).isEqualTo(where("tag_ids", "contains", USER));
    assertThat(STAGE.eq(USER)).isEqualTo(where("stage_id", "=", USER));
    assertThat(STAGE.eq(userValue(STAGE))).isEqualTo(where("stage_id", "=", userValue("stage_id")));
  }

  @Test
  void path_byTypeAndByText_isTheSame() {
    Field<String> typed = related("stage_name", STAGE.dot(STAGE).dot(NAME));

    assertThat(typed.derivation()).contains(new Derivation.Related("stage_id.stage_id.name"));
    assertThat(Fields.dependsOn(NAME, TAGS.dot(COUNT)))
        .isEqualTo(Fields.dependsOn("name", "tag_ids.count"));
  }

  @Test
  @SuppressWarnings("NullAway") // what a module without a checker may do
  void null_isRefused_andTheWordForItIsNamed() {
    String nothing = null;

    assertThatThrownBy(() -> NAME.eq(nothing))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("isNull()");
  }
}
