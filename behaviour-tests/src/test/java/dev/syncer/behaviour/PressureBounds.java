package dev.syncer.behaviour;

import java.time.Duration;

/**
 * What a node of {@link PressureContract} allows.
 *
 * @param callTime how long a call may take
 * @param callsAtOnce calls of one user that run at the same time
 * @param peerTime how long the head of a request may take, and how long its body
 */
public record PressureBounds(Duration callTime, int callsAtOnce, Duration peerTime) {

  /** With the time that a call has, and what is a few of the rest. */
  static PressureBounds of(Duration callTime) {
    return new PressureBounds(callTime, 4, Duration.ofSeconds(10));
  }
}
