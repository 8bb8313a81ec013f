package dev.syncer.rpc.core;

import static dev.syncer.core.fault.OptionCheck.check;
import static dev.syncer.core.fault.OptionCheck.checkTime;

import java.time.Duration;

/**
 * What connections may hold, and how long they may wait. Set through {@link Limits#builder}.
 *
 * @param perUser open connections of one user on this node; default 32, at least 1
 * @param subscriptions subscriptions of one connection; default 128, at least 1
 * @param subscriptionsPerUser subscriptions of one user on this node, on all connections together;
 *     default 512, at least 1
 * @param helloTime how long a connection may stay unauthenticated; default 10 s, at least 1 ms
 * @param pollTime how long a poll waits for something to answer, and how far the first one of a
 *     client of the original family looks back; default 50 s, at least 1 ms
 * @param topics topics that one connection can join (presence); default 64, at least 1
 * @param sends messages that one user may send to others, on open channels, in any 10 s; default
 *     100, at least 1
 */
public record ConnectionLimits(
    int perUser,
    int subscriptions,
    int subscriptionsPerUser,
    Duration helloTime,
    Duration pollTime,
    int topics,
    int sends) {
  public ConnectionLimits {
    check(perUser >= 1, "connectionsPerUser", perUser, "at least 1");
    check(subscriptions >= 1, "subscriptions", subscriptions, "at least 1");
    check(subscriptionsPerUser >= 1, "subscriptionsPerUser", subscriptionsPerUser, "at least 1");
    checkTime("helloTime", helloTime);
    checkTime("pollTime", pollTime);
    check(topics >= 1, "topics", topics, "at least 1");
    check(sends >= 1, "sends", sends, "at least 1");
  }
}
