import { compareTasks, idOf, indexIn } from "./order.js";

/** Which tasks stand in which column, and in what order. A change costs what it touches, not what is there. */
export class Columns {
  /** Stage id to its tasks in order; each `{ id, stage, sequence }`. */
  #lists = new Map();
  #places = new Map();

  /** The tasks of a column in order. Not to be changed by the caller. */
  of(stageId) {
    return this.#lists.get(stageId) ?? [];
  }

  /** Where a task stands: `{ id, stage, sequence }`, or undefined. */
  place(id) {
    return this.#places.get(id);
  }

  /** Puts everything in its place anew. */
  fill(tasks) {
    this.#lists.clear();
    this.#places.clear();
    for (const task of tasks) {
      const place = { id: task.id, stage: idOf(task.stage_id), sequence: task.sequence ?? 0 };
      this.#places.set(task.id, place);
      this.#list(place.stage).push(place);
    }
    for (const list of this.#lists.values()) list.sort(compareTasks);
  }

  /** Puts one task where it belongs, or takes it out where it is undefined. Answers the stages that look different now. */
  put(id, task) {
    const old = this.#places.get(id);
    if (task === undefined) {
      if (old === undefined) return [];
      this.#take(old);
      this.#places.delete(id);
      return [old.stage];
    }
    const place = { id, stage: idOf(task.stage_id), sequence: task.sequence ?? 0 };
    if (old !== undefined && old.stage === place.stage && old.sequence === place.sequence) return [];
    if (old !== undefined) this.#take(old);
    const list = this.#list(place.stage);
    list.splice(indexIn(list, place), 0, place);
    this.#places.set(id, place);
    return old === undefined || old.stage === place.stage ? [place.stage] : [old.stage, place.stage];
  }

  #take(place) {
    const list = this.#list(place.stage);
    const index = indexIn(list, place);
    if (list[index]?.id === place.id) list.splice(index, 1);
  }

  #list(stageId) {
    let list = this.#lists.get(stageId);
    if (list === undefined) this.#lists.set(stageId, (list = []));
    return list;
  }
}
