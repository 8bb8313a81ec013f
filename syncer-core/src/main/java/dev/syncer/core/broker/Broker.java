package dev.syncer.core.broker;

import java.util.concurrent.CompletionStage;

/** Takes commits in order and hands out frames. Safe for use by many threads. */
public interface Broker {

  /** Which history this node serves. */
  String epoch();

  /** A connection without subscriptions. */
  Connection connect(Outlet outlet);

  /** The cursor of a position in the log. */
  String cursor(long position);

  /** Completes when every commit up to now has been handed to the outlets. */
  CompletionStage<Void> flushed();
}
