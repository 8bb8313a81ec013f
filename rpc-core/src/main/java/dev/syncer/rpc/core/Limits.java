package dev.syncer.rpc.core;

import java.time.Duration;

/**
 * How much one caller may ask for. {@code Limits.defaults()} are those of {@code docs/protocol.md};
 * bind another instance to change them.
 *
 * @param message bytes of a WebSocket message; default 64 KiB
 * @param body bytes of an HTTP body; default 1 MiB
 * @param depth levels of arrays and objects in a message; default 64
 * @param batch requests in one JSON-RPC batch; default 50
 * @param subscriptions subscriptions of one connection; default 128
 * @param connectionsPerUser open connections of one user on this node; default 32
 * @param calls calls in flight on one connection; default 32
 * @param callsOfNode calls in flight on this node; default 1,000
 * @param callTime how long a call may take until its caller is told so; default 30 s
 * @param helloTime how long a connection may stay unauthenticated; default 10 s
 * @param unreadAnswers bytes that may wait for a connection that goes on sending without reading;
 *     default 8 MiB
 * @param failedLogins wrong logins of one address in a minute; default 10
 */
public record Limits(
    int message,
    int body,
    int depth,
    int batch,
    int subscriptions,
    int connectionsPerUser,
    int calls,
    int callsOfNode,
    Duration callTime,
    Duration helloTime,
    long unreadAnswers,
    int failedLogins) {

  /** Those of the protocol. */
  public static Limits defaults() {
    return new Limits(
        64 * 1024,
        1024 * 1024,
        64,
        50,
        128,
        32,
        32,
        1_000,
        Duration.ofSeconds(30),
        Duration.ofSeconds(10),
        8L * 1024 * 1024,
        10);
  }
}
