package dev.syncer.testkit.adapters;

import static dev.syncer.core.model.Condition.Comparison.EQUAL;
import static dev.syncer.core.model.Condition.Comparison.GREATER;
import static dev.syncer.core.model.Condition.Comparison.LESS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.syncer.api.Ref;
import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Conditions;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What filters mean: {@link FilterTable}, asked in the store and in memory. */
abstract class StoreContractFilters extends StoreContractConditions {

  @Test
  void search_inEveryCase_agreesWithMemory() {
    insert(List.of(row(place, Map.of("name", "attic")), row(place, Map.of("name", "cellar"))));

    List<String> faults = new ArrayList<>();
    for (FilterTable table : FilterTable.all()) {
      insert(table);
      List<Row> complete = complete(thing);
      for (FilterTable.Case one : table.cases()) {
        Condition condition = Conditions.of(thing, one.filter());
        fault(complete, condition, one.names()).ifPresent(faults::add);
        fault(complete, Conditions.normal(condition), one.names()).ifPresent(faults::add);
        fault(complete, new Condition.Not(condition), others(complete, one.names()))
            .ifPresent(faults::add);
      }
      store.write(
          tx -> {
            tx.delete(thing, complete.stream().map(Row::id).toList());
            return null;
          });
    }

    assertThat(faults).isEmpty();
  }

  private static List<String> others(List<Row> complete, List<String> names) {
    return names(complete).stream()
        .map(String::valueOf)
        .filter(name -> !names.contains(name))
        .toList();
  }

  private void insert(FilterTable table) {
    Model links = registry.relations().toMany(field("place_ids")).to();
    List<Row> linked = new ArrayList<>();
    for (Map<String, Object> record : table.records()) {
      Row row = thing(Map.of());
      for (Map.Entry<String, Object> value : record.entrySet()) {
        ModelField field = field(value.getKey());
        row = field.isColumn() ? row.with(field, value.getValue()) : row;
      }
      long id = insert(row);
      if (record.get("place_ids") instanceof List<?> places) {
        for (Object to : places) {
          linked.add(row(links, Map.of("left_id", Ref.to(id), "right_id", Ref.to((Long) to))));
        }
      }
    }
    if (!linked.isEmpty()) {
      insert(linked);
    }
  }

  /** No filter says this, but an order does, and the framework itself. */
  @Test
  void order_ofValuesThatFiltersDoNotCompare_agreesWithMemory() {
    insert(
        List.of(
            thing(Map.of("name", "none")),
            thing(Map.of("name", "a", "done", true, "level", "low", "place_id", Ref.to(2))),
            thing(Map.of("name", "b", "level", "high", "place_id", Ref.to(10)))));
    List<Row> complete = complete(thing);

    assertThat(fault(complete, is("done", LESS, true), List.of("none", "b"))).isEmpty();
    assertThat(fault(complete, is("level", LESS, "low"), List.of("b"))).isEmpty();
    assertThat(fault(complete, is("place_id", GREATER, Ref.to(2)), List.of("b"))).isEmpty();
    assertThat(fault(complete, is("place_id", EQUAL, Ref.to(2)), List.of("a"))).isEmpty();
  }

  private Condition is(String field, Condition.Comparison comparison, Object value) {
    return new Condition.Compare(field(field), comparison, value);
  }
}
