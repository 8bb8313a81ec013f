package dev.syncer.rpc.core;

import static dev.syncer.core.fault.OptionCheck.check;
import static dev.syncer.core.fault.OptionCheck.checkTime;

import java.time.Duration;

/**
 * How many calls there may be at a time, and what one call may ask for. Set through {@link
 * Limits#builder}.
 *
 * @param onConnection calls in flight on one connection; default 32, at least 1
 * @param onNode calls in flight on this node; default 1,000, at least 1
 * @param atOnce calls of one user that run at the same time on this node, the others wait for their
 *     turn; default 4, at least 1. Below the store's number of readers, so that nobody takes all of
 *     them
 * @param waiting calls of one user that wait for their turn; default 128, at least 1
 * @param records records that one call may name or change, also through lists; default 1,000, at
 *     least 1. While they are written nobody else writes
 * @param time how long a call may take until it is stopped; default 30 s, at least 1 ms
 * @param failedLogins wrong logins of one address in a minute; default 10, at least 1
 */
public record CallLimits(
    int onConnection,
    int onNode,
    int atOnce,
    int waiting,
    int records,
    Duration time,
    int failedLogins) {
  public CallLimits {
    check(onConnection >= 1, "calls", onConnection, "at least 1");
    check(onNode >= 1, "callsOfNode", onNode, "at least 1");
    check(atOnce >= 1, "callsAtOnce", atOnce, "at least 1");
    check(waiting >= 1, "callsWaiting", waiting, "at least 1");
    check(records >= 1, "records", records, "at least 1");
    checkTime("callTime", time);
    check(failedLogins >= 1, "failedLogins", failedLogins, "at least 1");
  }
}
