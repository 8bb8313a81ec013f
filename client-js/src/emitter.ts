/** Events of one object: `Events` names each event and what its listeners get. */
export class Emitter<Events> {
  readonly #listeners = new Map<keyof Events, Set<(event: never) => void>>();
  readonly #failed: (error: unknown) => void;

  /** `failed` hears what a listener threw; the other listeners still run. */
  constructor(failed: (error: unknown) => void) {
    this.#failed = failed;
  }

  /** Adds a listener; the answer removes it again. The same function twice is two listeners. */
  on<K extends keyof Events>(name: K, listener: (event: Events[K]) => void): () => void {
    if (typeof listener !== "function") {
      throw new Error(`on("${String(name)}", listener): listener must be a function, got ${typeof listener}`);
    }
    const own = (event: Events[K]): void => listener(event);
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(own));
    return () => void listeners.delete(own);
  }

  /** Calls the listeners that are there now, one after another. */
  emit<K extends keyof Events>(name: K, event: Events[K]): void {
    for (const listener of [...(this.#listeners.get(name) ?? [])] as ((event: Events[K]) => void)[]) {
      try {
        listener(event);
      } catch (error) {
        this.#failed(error);
      }
    }
  }
}
