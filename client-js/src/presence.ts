import { RpcCode } from "./codes.js";
import type { Owner } from "./consumer.js";
import type { Call } from "./dispatcher.js";
import { Emitter } from "./emitter.js";
import { RPCError } from "./errors.js";
import type { PresenceState, PresentUser } from "./types.js";

/** The events of a `Presence`. */
export interface PresenceEvents {
  /** The members now. */
  change: readonly PresentUser[];
}

/**
 * The user's presence at a topic: a channel, or a record of it.
 *
 * It begins as `viewing` and lasts until `leave()`. As long as it does, it tells the members: all users, this one
 * included, each once, ascending by id. A user is `editing` if he does so in one of his tabs. After a lost connection the
 * topic is joined again.
 */
export class Presence {
  /** `"<db>:<model>"`. */
  readonly channel: string;
  /** The record; undefined where the topic is the channel. */
  readonly id: number | undefined;
  readonly #participant: Participant;
  readonly #topics: Topics;

  /** @internal */
  constructor(channel: string, id: number | undefined, owner: Owner, topics: Topics) {
    this.channel = channel;
    this.id = id;
    this.#topics = topics;
    const events = new Emitter<PresenceEvents>((error) => owner.report({ kind: "listener", error, channel }));
    this.#participant = { owner, events, state: "viewing" };
    topics.join(channel, id, this.#participant);
  }

  /** What this presence says its user does; undefined after `leave()`. */
  get state(): PresenceState | undefined {
    return this.#participant.state;
  }

  /** Who is there. The last that is known while not connected; nobody after `leave()` and where the server refuses it. */
  get users(): readonly PresentUser[] {
    return this.#participant.state === undefined ? [] : this.#topics.users(this.channel, this.id);
  }

  /** Says what the user does now. After `leave()` it joins again. */
  set(state: PresenceState): void {
    if (state !== "viewing" && state !== "editing") {
      throw new Error(`presence.set(${JSON.stringify(state)}): give "viewing" or "editing"; leave() ends it`);
    }
    this.#participant.state = state;
    this.#topics.join(this.channel, this.id, this.#participant);
  }

  /** Listens for `change`; the answer removes the listener. */
  on<K extends keyof PresenceEvents>(name: K, listener: (event: PresenceEvents[K]) => void): () => void {
    return this.#participant.events.on(name, listener);
  }

  /** Leaves the topic. Twice is harmless. */
  leave(): void {
    this.#participant.state = undefined;
    this.#topics.leave(this.channel, this.id, this.#participant);
  }
}

/** One `Presence` that has joined a topic. */
interface Participant {
  readonly owner: Owner;
  readonly events: Emitter<PresenceEvents>;
  state: PresenceState | undefined;
}

/** A channel or a record, and who of this connection has joined it. */
interface Topic {
  readonly channel: string;
  readonly id: number | undefined;
  readonly participants: Set<Participant>;
  /** What the server was told in this session; undefined for nothing. */
  told: PresenceState | undefined;
  /** The server does not count this connection among the members any more. Only `set` asks again. */
  isOver: boolean;
  users: readonly PresentUser[];
}

/** What topics need of their connection. */
export interface TopicsLink {
  isLive(): boolean;
  send(calls: readonly Call[]): void;
}

/** All topics that a connection has joined: several presences at one topic are one for the server, in their strongest state. */
export class Topics {
  readonly #link: TopicsLink;
  readonly #topics = new Map<string, Topic>();
  #scheduled = false;

  constructor(link: TopicsLink) {
    this.#link = link;
  }

  join(channel: string, id: number | undefined, participant: Participant): void {
    const key = keyOf(channel, id);
    const topic = this.#topics.get(key) ?? { channel, id, participants: new Set(), told: undefined, isOver: false, users: [] };
    this.#topics.set(key, topic);
    const isNew = !topic.participants.has(participant);
    topic.participants.add(participant);
    topic.isOver = false;
    this.#schedule();
    // No list comes for a further participant. Not within "presence(…)", where nobody could listen yet.
    if (isNew && topic.users.length > 0) queueMicrotask(() => this.#tell(topic, participant));
  }

  leave(channel: string, id: number | undefined, participant: Participant): void {
    if (this.#topics.get(keyOf(channel, id))?.participants.delete(participant)) this.#schedule();
  }

  /** Leaves all topics of a syncer. */
  leaveAll(owner: Owner): void {
    for (const { participants } of this.#topics.values()) {
      for (const participant of participants) if (participant.owner === owner) participants.delete(participant);
    }
    this.#schedule();
  }

  users(channel: string, id: number | undefined): readonly PresentUser[] {
    return this.#topics.get(keyOf(channel, id))?.users ?? [];
  }

  /** Tells the server what has changed. */
  flush(): void {
    this.#scheduled = false;
    if (!this.#link.isLive()) return;
    const calls: Call[] = [];
    for (const [key, topic] of this.#topics) {
      const state = strongest(topic);
      if (state === undefined && topic.told === undefined) this.#topics.delete(key);
      if (state === topic.told || topic.isOver) continue;
      topic.told = state;
      calls.push(this.#call(topic, state ?? "away"));
    }
    if (calls.length > 0) this.#link.send(calls);
  }

  /** Takes a list of the server. */
  receive(channel: string, id: number | undefined, users: readonly PresentUser[]): void {
    const topic = this.#topics.get(keyOf(channel, id));
    if (topic?.told === undefined) return;
    if (users.length === 0) this.#over(topic);
    else this.#show(topic, users);
  }

  /** The session is over; the next one tells all topics again. */
  disconnected(): void {
    for (const topic of this.#topics.values()) topic.told = undefined;
  }

  #call(topic: Topic, state: PresenceState | "away"): Call {
    const { channel, id } = topic;
    return {
      method: "syncer.presence",
      params: { channel, ...(id !== undefined && { id }), state },
      answered: (_, error) => {
        if (error === undefined || state === "away" || topic.told === undefined) return this.#schedule();
        // The session ends, and the next one tells it again.
        if (error.code === RpcCode.STOPPING) return;
        this.#over(topic);
        for (const owner of new Set([...topic.participants].map((participant) => participant.owner))) {
          owner.report({ kind: "presence", error: new RPCError(error), channel });
        }
      },
    };
  }

  #over(topic: Topic): void {
    topic.told = undefined;
    topic.isOver = true;
    this.#show(topic, []);
  }

  #show(topic: Topic, users: readonly PresentUser[]): void {
    topic.users = Object.freeze(users.map((user) => Object.freeze({ ...user })));
    for (const participant of [...topic.participants]) this.#tell(topic, participant);
  }

  #tell(topic: Topic, participant: Participant): void {
    if (topic.participants.has(participant)) participant.events.emit("change", topic.users);
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

function strongest({ participants }: Topic): PresenceState | undefined {
  const states = [...participants].map(({ state }) => state);
  return states.includes("editing") ? "editing" : states[0];
}
