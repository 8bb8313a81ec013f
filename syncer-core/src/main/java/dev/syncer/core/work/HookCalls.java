package dev.syncer.core.work;

import dev.syncer.api.Hook;
import dev.syncer.api.ModelRecord;
import dev.syncer.api.OnUnlink;
import dev.syncer.api.Values;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelHook;
import dev.syncer.core.model.ModelHook.Moment;
import dev.syncer.core.model.Row;
import dev.syncer.core.spi.Deadline;
import dev.syncer.rpc.RpcException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Runs the hooks of models inside a unit of work, and knows which of them are running. */
final class HookCalls {
  private static final int MAX_DEPTH = 16;

  private final WritingUnit unit;
  private final Deque<String> running = new ArrayDeque<>();

  HookCalls(WritingUnit unit) {
    this.unit = unit;
  }

  /** Whether a hook runs: what is written now, no call has named. */
  boolean areRunning() {
    return !running.isEmpty();
  }

  /** Whether the model has hooks of one of the moments. */
  boolean areAt(Model model, Moment... moments) {
    for (Moment moment : moments) {
      if (!model.hooks(moment).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** Whether an unlink may run hooks: those of the model, or of one whose records go with it. */
  boolean areAtUnlinkOf(Model model) {
    Set<Model> seen = new LinkedHashSet<>(Set.of(model));
    Deque<Model> open = new ArrayDeque<>(seen);
    while (!open.isEmpty()) {
      Model gone = open.remove();
      if (areAt(gone, Moment.BEFORE_UNLINK, Moment.AFTER_UNLINK)) {
        return true;
      }
      for (Model pointing : unit.registry().models()) {
        boolean goesToo =
            pointing.declaredFields().stream()
                .anyMatch(
                    field ->
                        field.onUnlink() == OnUnlink.CASCADE && gone.name().equals(field.target()));
        if (goesToo && seen.add(pointing)) {
          open.add(pointing);
        }
      }
    }
    return false;
  }

  List<Values> beforeCreate(Model model, List<Values> records) {
    List<Values> all = new ArrayList<>(records);
    for (ModelHook each : model.hooks(Moment.BEFORE_CREATE)) {
      Hook.BeforeCreate hook = (Hook.BeforeCreate) each.hook();
      Deadline deadline = Deadline.current();
      run(
          model,
          each,
          () ->
              all.replaceAll(
                  values -> {
                    deadline.check();
                    return hook.apply(unit, values);
                  }));
    }
    return all;
  }

  Values beforeWrite(Model model, Collection<Long> ids, Values values) {
    Values[] written = {values};
    for (ModelHook each : model.hooks(Moment.BEFORE_WRITE)) {
      Hook.BeforeWrite hook = (Hook.BeforeWrite) each.hook();
      run(model, each, () -> written[0] = hook.apply(unit, records(model, ids), written[0]));
    }
    return written[0];
  }

  /** The hooks of a moment, each with the records as they are when it runs. */
  void run(Moment moment, Model model, Collection<Long> ids) {
    for (ModelHook each : model.hooks(moment)) {
      Hook.OnRecords hook = (Hook.OnRecords) each.hook();
      run(model, each, () -> hook.run(unit, records(model, ids)));
    }
  }

  /**
   * Runs the hooks before an unlink, for all records that go with it, and answers what goes. A hook
   * may change that, so it is found again until no hook is left to run.
   */
  Unlinking beforeUnlink(Model model, Collection<Long> ids) {
    Map<Model, Set<Long>> told = new LinkedHashMap<>();
    while (true) {
      Unlinking unlinking = new Unlinking(unit);
      unlinking.add(model, unit.rows(model, ids).stream().map(Row::id).toList());
      boolean hasRun = false;
      for (Map.Entry<Model, Set<Long>> gone : unlinking.unlinked().entrySet()) {
        Set<Long> known = told.computeIfAbsent(gone.getKey(), m -> new LinkedHashSet<>());
        List<Long> fresh = gone.getValue().stream().filter(id -> !known.contains(id)).toList();
        known.addAll(fresh);
        if (!fresh.isEmpty() && !gone.getKey().hooks(Moment.BEFORE_UNLINK).isEmpty()) {
          run(Moment.BEFORE_UNLINK, gone.getKey(), fresh);
          hasRun = true;
        }
      }
      if (!hasRun) {
        return unlinking;
      }
    }
  }

  /** The records that go, as the hooks after it will see them. */
  Map<Model, List<ModelRecord>> seenAfter(Unlinking unlinking) {
    Map<Model, List<ModelRecord>> last = new LinkedHashMap<>();
    unlinking
        .unlinked()
        .forEach(
            (model, ids) -> {
              if (!model.hooks(Moment.AFTER_UNLINK).isEmpty()) {
                last.put(model, records(model, ids));
              }
            });
    return last;
  }

  void afterUnlink(Map<Model, List<ModelRecord>> last) {
    last.forEach(
        (model, records) -> {
          for (ModelHook each : model.hooks(Moment.AFTER_UNLINK)) {
            Hook.OnRecords hook = (Hook.OnRecords) each.hook();
            run(model, each, () -> hook.run(unit, records));
          }
        });
  }

  private List<ModelRecord> records(Model model, Collection<Long> ids) {
    return List.copyOf(unit.shown(unit.inOrder(model, ids)));
  }

  private void run(Model model, ModelHook hook, Runnable call) {
    String name = hook.moment() + " of " + model + " (module " + hook.declaredBy() + ")";
    if (running.size() >= MAX_DEPTH) {
      throw new IllegalStateException(
          "hooks call each other more than "
              + MAX_DEPTH
              + " deep, at last: "
              + running.peek()
              + ", then "
              + name
              + ". A hook that writes its own model runs again for that write: let it look first"
              + " whether there is still something to do.");
    }
    Deadline.current().check();
    running.push(name);
    try {
      call.run();
    } catch (RpcException e) {
      unit.refusals().metByAHook(e);
      throw e;
    } finally {
      running.pop();
    }
  }
}
