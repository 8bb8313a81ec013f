export { Bus, bus } from "./bus.js";
export type { BusEvents } from "./bus.js";
export type { BackoffOptions } from "./backoff.js";
export { CloseCode, RpcCode } from "./codes.js";
export { Collection } from "./collection.js";
export type { CollectionEvents } from "./collection.js";
export type { Environment } from "./environment.js";
export { ConnectionAbortedError, ConnectionLostError, ProtocolError, RPCError, SubscriptionEndedError, TimeoutError } from "./errors.js";
export type { RPCErrorData, WireError } from "./errors.js";
export { Presence } from "./presence.js";
export type { PresenceEvents } from "./presence.js";
export type { HelloResult } from "./protocol.js";
export { createRpc, rpc } from "./rpc.js";
export type { Rpc, RpcOptions, RpcPromise, RpcSettings } from "./rpc.js";
export { Services, services, useService } from "./services.js";
export type { NotificationService, ServiceFactory, ServiceTypes } from "./services.js";
export { Subscription } from "./subscription.js";
export { Syncer } from "./syncer.js";
export type {
  Callback,
  ChangeEvent,
  CollectionOptions,
  ConnectionState,
  ErrorEvent,
  Filter,
  Many2one,
  MessageCallback,
  MessageEvent,
  Method,
  Notification,
  NotificationHeader,
  Payload,
  PresenceState,
  PresentUser,
  Ready,
  RecordData,
  ResetEvent,
  StateEvent,
  ShapeOptions,
  SubscribeOptions,
  SubscriptionOptions,
  SyncerEvents,
  SyncerOptions,
  TransportName,
  WebSocketConstructor,
  WebSocketLike,
} from "./types.js";
export { VERSION } from "./version.js";
