package dev.syncer.testkit.adapters;

import static dev.syncer.core.model.Condition.Comparison.EQUAL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.syncer.api.Ref;
import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Conditions over lists: the store follows the relation, memory looks at the list in the row. */
abstract class StoreContractLists extends StoreContractParts {
  private long attic;
  private long cellar;
  private long whole;
  private long half;
  private long both;
  private long note;

  /**
   * A whole, its half, and one that is part of both; the first two lie in places, and one has a
   * note.
   */
  private void insertThings() {
    Model links = registry.relations().toMany(field("place_ids")).to();
    Model notes = registry.relations().toMany(field("note_ids")).to();
    attic = insert(row(place, Map.of("name", "attic")));
    cellar = insert(row(place, Map.of("name", "cellar")));
    whole = insert(thing(Map.of("name", "whole", "place_id", Ref.to(attic))));
    half = insert(thing(Map.of("name", "half", "whole_id", Ref.to(whole))));
    both =
        insert(thing(Map.of("name", "both", "whole_id", Ref.to(half), "other_id", Ref.to(whole))));
    insert(thing(Map.of("name", "alone")));
    insert(
        List.of(
            row(links, Map.of("left_id", Ref.to(whole), "right_id", Ref.to(attic))),
            row(links, Map.of("left_id", Ref.to(whole), "right_id", Ref.to(cellar))),
            row(links, Map.of("left_id", Ref.to(half), "right_id", Ref.to(cellar)))));
    note = insert(row(notes, Map.of("res_model", StoreContractModels.THING, "res_id", half)));
    insert(row(notes, Map.of("res_model", StoreContractModels.PLACE, "res_id", whole)));
  }

  private record Case(Model model, Condition condition, List<String> names) {}

  private Case contains(Model model, String list, long id, String... names) {
    return new Case(
        model, new Condition.Contains(model.field(list).orElseThrow(), id), List.of(names));
  }

  private Case not(Case one, String... names) {
    return new Case(one.model(), new Condition.Not(one.condition()), List.of(names));
  }

  private List<Case> cases() {
    Case inCellar = contains(thing, "place_ids", cellar, "whole", "half");
    return List.of(
        inCellar,
        not(inCellar, "both", "alone"),
        contains(thing, "place_ids", attic, "whole"),
        contains(thing, "place_ids", 999),
        not(contains(thing, "place_ids", 999), "whole", "half", "both", "alone"),
        contains(place, "thing_ids", whole, "attic", "cellar"),
        contains(place, "thing_ids", half, "cellar"),
        contains(thing, "part_ids", both, "whole", "half"),
        contains(thing, "part_ids", half, "whole"),
        contains(thing, "part_ids", whole),
        not(contains(thing, "part_ids", half), "half", "both", "alone"),
        contains(place, "here_ids", whole, "attic"),
        not(contains(place, "here_ids", whole), "cellar"),
        contains(place, "here_ids", both),
        not(contains(place, "here_ids", both), "attic", "cellar"),
        contains(thing, "note_ids", note, "half"),
        contains(thing, "note_ids", note + 1),
        not(contains(thing, "note_ids", note + 1), "whole", "half", "both", "alone"),
        new Case(
            thing,
            new Condition.All(
                List.of(
                    inCellar.condition(),
                    new Condition.Compare(field("whole_id"), EQUAL, Ref.to(whole)))),
            List.of("half")));
  }

  @Test
  void search_ofLists_agreesWithMemory() {
    insertThings();
    List<String> faults = new ArrayList<>();

    for (Case one : cases()) {
      fault(complete(one.model()), one.condition(), one.names()).ifPresent(faults::add);
    }

    assertThat(faults).isEmpty();
  }
}
