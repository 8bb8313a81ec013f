package dev.syncer.core.broker;

import dev.syncer.api.User;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/** Takes commits in order and hands out frames. Safe for use by many threads. */
public interface Broker {

  /** Which history this node serves. */
  String epoch();

  /**
   * A connection without subscriptions. What it sees is decided by the rights of its user, at any
   * time by those of that time. May read the database.
   *
   * @param user who reads; the system sees everything
   */
  Connection connect(Outlet outlet, User user);

  /** The cursor of a position in the log. */
  String cursor(long position);

  /** The position that a cursor of this history names; empty for any other text. */
  OptionalLong position(String cursor);

  /**
   * Completes when every commit up to now has been handed to the outlets of those who are live.
   * That may wait for reads, and after the broker was closed it does not come; whether the broker
   * responds says {@link #state}.
   */
  CompletionStage<Void> flushed();

  /** How it does at this moment; asks nobody and waits for nobody. */
  BrokerState state();
}
