package dev.syncer.core.work;

import dev.syncer.api.Operation;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.Row;
import dev.syncer.core.view.Guard;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether records are still within reach after what was done to them. */
final class ReachAfter {
  private final Guard guard;

  ReachAfter(Guard guard) {
    this.guard = guard;
  }

  /**
   * @throws dev.syncer.rpc.AccessException naming the first that is not within reach
   */
  void check(Collection<Tracked> records) {
    Map<Operation, Map<Model, List<Row>>> judged = new LinkedHashMap<>();
    for (Tracked tracked : records) {
      Row row = tracked.now;
      if (row != null) {
        for (Operation operation : tracked.judgedFor) {
          judged
              .computeIfAbsent(operation, o -> new LinkedHashMap<>())
              .computeIfAbsent(tracked.model, m -> new ArrayList<>())
              .add(row);
        }
      }
    }
    judged.forEach(
        (operation, byModel) -> byModel.forEach((model, rows) -> check(operation, model, rows)));
  }

  private void check(Operation operation, Model model, List<Row> rows) {
    Set<Long> within = new HashSet<>();
    guard.within(operation, model, rows).forEach(row -> within.add(row.id()));
    for (Row row : rows) {
      if (!within.contains(row.id())) {
        throw Guard.refused(
            operation == Operation.CREATE
                ? "You do not have permission to create a record with these values."
                : "You do not have permission to change this record to these values.",
            operation,
            Map.of("model", model.name()));
      }
    }
  }
}
