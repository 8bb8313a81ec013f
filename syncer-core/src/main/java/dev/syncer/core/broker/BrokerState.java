package dev.syncer.core.broker;

import java.time.Duration;
import java.util.Objects;

/**
 * How the broker of a node does, for health and gauges.
 *
 * @param position everything up to here has been handed out
 * @param waiting tasks that its thread has not begun
 * @param running what its thread does at this moment; empty if it waits for work
 * @param runningFor how long it has done that; zero if it waits for work
 * @param slowTasks tasks that took its thread more than 50 ms, since the start
 * @param failures how often something threw, since the start; those concerned fell behind or came
 *     back
 */
public record BrokerState(
    long position,
    int waiting,
    String running,
    Duration runningFor,
    long slowTasks,
    long failures) {
  public BrokerState {
    Objects.requireNonNull(running, "running");
    Objects.requireNonNull(runningFor, "runningFor");
  }
}
