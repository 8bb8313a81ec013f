import { type Rpc, rpc } from "./rpc.js";

/** Tells the person in front of the page something. */
export interface NotificationService {
  /**
   * Shows a text.
   *
   * @param options - `sticky`: until it is closed; otherwise it goes by itself
   * @returns closes it; twice is harmless
   */
  add(text: string, options?: { sticky?: boolean }): () => void;
}

/** The services that are there from the beginning, by name. An application declares its own beside them. */
export interface ServiceTypes {
  notification: NotificationService;
  rpc: Rpc;
}

/** What makes a service. */
export interface ServiceFactory<T> {
  /** Names of the services that it needs; they are there before it starts. */
  readonly dependencies?: readonly string[];
  /** Makes it; called once, at the first use. */
  start(services: Readonly<Record<string, unknown>>): T;
}

/** Shows nothing; an application that has a place for notifications puts its own here. */
const notificationService: ServiceFactory<NotificationService> = {
  start: () => ({
    add(text) {
      console.info(text);
      return () => undefined;
    },
  }),
};

const rpcService: ServiceFactory<Rpc> = { dependencies: ["notification"], start: () => rpc };

/** Parts of an application that others reach by name. Each starts once, after those that it depends on. */
export class Services {
  readonly #factories = new Map<string, ServiceFactory<unknown>>([
    ["notification", notificationService],
    ["rpc", rpcService],
  ]);
  readonly #started = new Map<string, unknown>();
  readonly #starting: string[] = [];

  /**
   * Adds a service, or puts another in its place.
   *
   * @throws Error where the one of this name has started: somebody uses it; or what it needs is not an array of names
   */
  add<K extends keyof ServiceTypes>(name: K, factory: ServiceFactory<ServiceTypes[K]>): this;
  add(name: string, factory: ServiceFactory<unknown>): this;
  add(name: string, factory: ServiceFactory<unknown>): this {
    if (this.#started.has(name)) {
      throw new Error(`The service "${name}" has started already. Add another one before the first useService("${name}").`);
    }
    const needed: unknown = factory.dependencies; // whatever a script without types gives
    if (needed !== undefined && !(Array.isArray(needed) && needed.every((each) => typeof each === "string"))) {
      throw new Error(
        `The service "${name}": dependencies must be an array of names, such as ["rpc"]; got ${JSON.stringify(needed)}`,
      );
    }
    this.#factories.set(name, factory);
    return this;
  }

  /**
   * The service of a name; the first use starts it.
   *
   * @throws Error where there is none, or where services depend on each other in a circle
   */
  get<K extends keyof ServiceTypes>(name: K): ServiceTypes[K];
  get(name: string): unknown;
  get(name: string): unknown {
    if (!this.#started.has(name)) this.#started.set(name, this.#start(name));
    return this.#started.get(name);
  }

  #start(name: string): unknown {
    const factory = this.#factories.get(name);
    const way = [...this.#starting, name].join(" → ");
    if (factory === undefined) {
      throw new Error(`There is no service "${name}" (${way}). There are: ${[...this.#factories.keys()].join(", ")}.`);
    }
    if (this.#starting.includes(name)) throw new Error(`Services that depend on each other in a circle: ${way}.`);
    this.#starting.push(name);
    try {
      const needed = (factory.dependencies ?? []).map((dependency) => [dependency, this.get(dependency)] as const);
      return factory.start(Object.fromEntries(needed));
    } finally {
      this.#starting.pop();
    }
  }
}

/** The services of the application. */
export const services = new Services();

/**
 * A service of the application, for a field of a component: `rpc = useService("rpc")`.
 *
 * @throws Error as `Services.get`
 */
export function useService<K extends keyof ServiceTypes>(name: K): ServiceTypes[K];
export function useService(name: string): unknown;
export function useService(name: string): unknown {
  return services.get(name);
}
