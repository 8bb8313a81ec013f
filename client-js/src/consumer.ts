import type { ErrorEvent, Notification, Ready, RecordData, ResetEvent } from "./types.js";

/** Who is told of trouble and of resets: the `Syncer` that a consumer belongs to. */
export interface Owner {
  report(event: ErrorEvent): void;
  reset(event: ResetEvent): void;
}

/**
 * The local end of a subscription: a callback or a live collection.
 *
 * A commit reaches all consumers in one step of three rounds: `apply` for each notification, then `deliver` for each,
 * then `finish` once. State moves in the first round only and the application runs in the others only, so it never sees
 * one half of a commit.
 */
export interface Consumer {
  readonly owner: Owner;
  readonly wantsSnapshot: boolean;
  /** False after the end: nothing is called any more. */
  active: boolean;
  /** False as long as the snapshot it wants is missing; notifications wait in `backlog` until then. */
  loaded: boolean;
  backlog: Notification[];
  /** All records, where the consumer keeps them; another one can begin with them. */
  records(): readonly RecordData[] | undefined;
  /** False for what the last `load` held already. Asked once for each notification. */
  accepts(notification: Notification): boolean;
  /** Takes all that the subscription sees; `reason` says why, after a reset. State only. */
  load(records: readonly RecordData[], reason: string | undefined): void;
  /** Takes a notification into the state. */
  apply(notification: Notification): void;
  /** Hands a notification to the application. */
  deliver(notification: Notification): void;
  /** The step is over: tells the application what changed. */
  finish(): void;
  /** All of the past was delivered; `load` need not be remembered. */
  settled(): void;
  /** The subscription works. Only the first call counts. */
  ready(ready: Ready): void;
  /** The subscription has ended. */
  failed(error: unknown): void;
}

/** Runs one step over what was routed to the consumers, in order. */
export function runStep(step: readonly (readonly [Consumer, Notification])[], also: readonly Consumer[] = []): void {
  for (const [consumer, notification] of step) {
    if (consumer.active) consumer.deliver(notification);
  }
  for (const consumer of new Set([...also, ...step.map(([consumer]) => consumer)])) {
    if (consumer.active) consumer.finish();
  }
}
