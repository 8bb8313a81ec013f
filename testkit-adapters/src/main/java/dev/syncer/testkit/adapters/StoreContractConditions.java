package dev.syncer.testkit.adapters;

import dev.syncer.api.Ref;
import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Row;
import dev.syncer.core.model.Step;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Asks the store and memory the same. */
abstract class StoreContractConditions extends StoreContractRecords {

  /** All records of a model, each with its lists as its relations say. */
  final List<Row> complete(Model model) {
    return everything(model).stream().map(this::complete).toList();
  }

  private List<Row> everything(Model model) {
    return store.read(tx -> tx.search(model, Condition.EVERY, List.of(), MANY, 0));
  }

  private Row complete(Row row) {
    Row complete = row;
    for (ModelField list : row.definition().derivedFields()) {
      complete = complete.with(list, listed(list, row.id()));
    }
    return complete;
  }

  private List<Long> listed(ModelField list, long owner) {
    List<Step> steps = registry.relations().steps(list);
    Step.ToMany step = (Step.ToMany) steps.get(0);
    TreeSet<Long> ids = new TreeSet<>();
    for (Row child : everything(step.to())) {
      if (step.parents(child).contains(owner)) {
        ids.add(
            steps.size() == 2 && child.value(((Step.ToOne) steps.get(1)).field()) instanceof Ref ref
                ? ref.id()
                : child.id());
      }
    }
    return List.copyOf(ids);
  }

  /**
   * What is wrong with what a condition finds.
   *
   * @param complete all records of the model
   * @param names of those that match, ids ascending
   */
  final Optional<String> fault(List<Row> complete, Condition condition, List<String> names) {
    Model model = complete.get(0).definition();
    Object found = names(store.read(tx -> tx.search(model, condition, List.of(), MANY, 0)));
    Object matched = names(complete.stream().filter(condition::matches).toList());
    long counted = store.read(tx -> tx.count(model, condition));
    return found.equals(names) && matched.equals(names) && counted == names.size()
        ? Optional.empty()
        : Optional.of(
            "%.300s: expected %s, store found %s and counted %d, memory matched %s"
                .formatted(condition, names, found, counted, matched));
  }
}
