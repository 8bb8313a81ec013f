import { RpcCode } from "./codes.js";
import type { Owner } from "./consumer.js";
import type { Call } from "./dispatcher.js";
import { Emitter } from "./emitter.js";
import { RPCError } from "./errors.js";
import type { PresenceState, PresentUser } from "./types.js";

/** The events of a `Presence`. */
export interface PresenceEvents {
  /** Who is there now. */
  change: readonly PresentUser[];
}

/**
 * The user's presence at a place: a channel, or a record of it.
 *
 * It begins as `viewing` and lasts until `leave()`. As long as it does, it tells who is there: all users, this one
 * included, each once, ascending by id. A user is `editing` if he does so in one of his tabs. After a lost connection the
 * place is taken again.
 */
export class Presence {
  /** `"<db>:<model>"`. */
  readonly channel: string;
  /** The record; undefined where the place is the channel. */
  readonly id: number | undefined;
  readonly #seat: Seat;
  readonly #places: Places;

  /** @internal */
  constructor(channel: string, id: number | undefined, owner: Owner, places: Places) {
    this.channel = channel;
    this.id = id;
    this.#places = places;
    const events = new Emitter<PresenceEvents>((error) => owner.report({ kind: "listener", error, channel }));
    this.#seat = { owner, events, state: "viewing" };
    places.enter(channel, id, this.#seat);
  }

  /** What this presence says its user does; undefined after `leave()`. */
  get state(): PresenceState | undefined {
    return this.#seat.state;
  }

  /** Who is there. The last that is known while not connected; nobody after `leave()` and where the server refuses the place. */
  get users(): readonly PresentUser[] {
    return this.#seat.state === undefined ? [] : this.#places.users(this.channel, this.id);
  }

  /** Says what the user does now. After `leave()` it enters again. */
  set(state: PresenceState): void {
    if (state !== "viewing" && state !== "editing") {
      throw new Error(`presence.set(${JSON.stringify(state)}): give "viewing" or "editing"; leave() ends it`);
    }
    this.#seat.state = state;
    this.#places.enter(this.channel, this.id, this.#seat);
  }

  /** Listens for `change`; the answer removes the listener. */
  on<K extends keyof PresenceEvents>(name: K, listener: (event: PresenceEvents[K]) => void): () => void {
    return this.#seat.events.on(name, listener);
  }

  /** Leaves the place. Twice is harmless. */
  leave(): void {
    this.#seat.state = undefined;
    this.#places.leave(this.channel, this.id, this.#seat);
  }
}

/** One `Presence` at a place. */
interface Seat {
  readonly owner: Owner;
  readonly events: Emitter<PresenceEvents>;
  state: PresenceState | undefined;
}

/** A channel or a record, and who of this connection is there. */
interface Place {
  readonly channel: string;
  readonly id: number | undefined;
  readonly seats: Set<Seat>;
  /** What the server was told in this session; undefined for nothing. */
  told: PresenceState | undefined;
  /** The server does not have this connection there any more. Only `set` asks again. */
  isOver: boolean;
  users: readonly PresentUser[];
}

/** What the places need of their connection. */
export interface PlacesLink {
  isLive(): boolean;
  send(calls: readonly Call[]): void;
}

/** All places where a connection is: several presences at one place are one for the server, in their strongest state. */
export class Places {
  readonly #link: PlacesLink;
  readonly #places = new Map<string, Place>();
  #scheduled = false;

  constructor(link: PlacesLink) {
    this.#link = link;
  }

  enter(channel: string, id: number | undefined, seat: Seat): void {
    const key = keyOf(channel, id);
    const place = this.#places.get(key) ?? { channel, id, seats: new Set(), told: undefined, isOver: false, users: [] };
    this.#places.set(key, place);
    const isNew = !place.seats.has(seat);
    place.seats.add(seat);
    place.isOver = false;
    this.#schedule();
    // No list comes for a further seat. Not within "presence(…)", where nobody could listen yet.
    if (isNew && place.users.length > 0) queueMicrotask(() => this.#tell(place, seat));
  }

  leave(channel: string, id: number | undefined, seat: Seat): void {
    if (this.#places.get(keyOf(channel, id))?.seats.delete(seat)) this.#schedule();
  }

  /** Leaves all places of a syncer. */
  leaveAll(owner: Owner): void {
    for (const { seats } of this.#places.values()) {
      for (const seat of seats) if (seat.owner === owner) seats.delete(seat);
    }
    this.#schedule();
  }

  users(channel: string, id: number | undefined): readonly PresentUser[] {
    return this.#places.get(keyOf(channel, id))?.users ?? [];
  }

  /** Tells the server what has changed. */
  flush(): void {
    this.#scheduled = false;
    if (!this.#link.isLive()) return;
    const calls: Call[] = [];
    for (const [key, place] of this.#places) {
      const state = strongest(place);
      if (state === undefined && place.told === undefined) this.#places.delete(key);
      if (state === place.told || place.isOver) continue;
      place.told = state;
      calls.push(this.#call(place, state ?? "away"));
    }
    if (calls.length > 0) this.#link.send(calls);
  }

  /** Takes a list of the server. */
  receive(channel: string, id: number | undefined, users: readonly PresentUser[]): void {
    const place = this.#places.get(keyOf(channel, id));
    if (place?.told === undefined) return;
    if (users.length === 0) this.#over(place);
    else this.#show(place, users);
  }

  /** The session is over; the next one tells all places again. */
  disconnected(): void {
    for (const place of this.#places.values()) place.told = undefined;
  }

  #call(place: Place, state: PresenceState | "away"): Call {
    const { channel, id } = place;
    return {
      method: "syncer.presence",
      params: { channel, ...(id !== undefined && { id }), state },
      answered: (_, error) => {
        if (error === undefined || state === "away" || place.told === undefined) return this.#schedule();
        // The session ends, and the next one tells it again.
        if (error.code === RpcCode.STOPPING) return;
        this.#over(place);
        for (const owner of new Set([...place.seats].map((seat) => seat.owner))) {
          owner.report({ kind: "presence", error: new RPCError(error), channel });
        }
      },
    };
  }

  #over(place: Place): void {
    place.told = undefined;
    place.isOver = true;
    this.#show(place, []);
  }

  #show(place: Place, users: readonly PresentUser[]): void {
    place.users = Object.freeze(users.map((user) => Object.freeze({ ...user })));
    for (const seat of [...place.seats]) this.#tell(place, seat);
  }

  #tell(place: Place, seat: Seat): void {
    if (place.seats.has(seat)) seat.events.emit("change", place.users);
  }

  #schedule(): void {
    if (this.#scheduled || !this.#link.isLive()) return;
    this.#scheduled = true;
    queueMicrotask(() => this.flush());
  }
}

function keyOf(channel: string, id: number | undefined): string {
  return `${channel} ${id ?? ""}`;
}

function strongest({ seats }: Place): PresenceState | undefined {
  const states = [...seats].map(({ state }) => state);
  return states.includes("editing") ? "editing" : states[0];
}
