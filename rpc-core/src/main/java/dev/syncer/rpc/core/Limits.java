package dev.syncer.rpc.core;

import dev.syncer.core.fault.StartupException;
import java.time.Duration;
import java.util.Objects;

/**
 * How much one caller may ask for. {@code Limits.builder().callTime(Duration.ofMinutes(1)).build()}
 * goes into {@link RpcModule}; the defaults are those of {@code docs/protocol.md}.
 *
 * @param messages how large messages may be
 * @param calls how many calls there may be, and what one may ask for
 * @param connections what connections may hold
 * @param reads how many records a read may answer
 * @param filter how large a filter may be; default {@link FilterLimits#DEFAULTS}
 */
public record Limits(
    MessageLimits messages,
    CallLimits calls,
    ConnectionLimits connections,
    ReadLimits reads,
    FilterLimits filter) {

  public Limits {
    Objects.requireNonNull(messages, "messages");
    Objects.requireNonNull(calls, "calls");
    Objects.requireNonNull(connections, "connections");
    Objects.requireNonNull(reads, "reads");
    Objects.requireNonNull(filter, "filter");
  }

  /** Those of the protocol. */
  public static Limits defaults() {
    return builder().build();
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Collects limits; {@link #build} checks them. */
  public static final class Builder {
    private int message = 64 * 1024;
    private int body = 1024 * 1024;
    private int depth = 64;
    private int batch = 50;
    private int subscriptions = 128;
    private int subscriptionsPerUser = 512;
    private int connectionsPerUser = 32;
    private int calls = 32;
    private int callsOfNode = 1_000;
    private int callsAtOnce = 4;
    private int callsWaiting = 128;
    private int records = 1_000;
    private Duration callTime = Duration.ofSeconds(30);
    private Duration helloTime = Duration.ofSeconds(10);
    private long unreadAnswers = 8L * 1024 * 1024;
    private Duration pollTime = Duration.ofSeconds(50);
    private FilterLimits filter = FilterLimits.DEFAULTS;
    private int topics = 64;
    private int sends = 100;
    private int page = 1_000;
    private int largestPage = 10_000;
    private long answer = 8L * 1024 * 1024;
    private int failedLogins = 10;

    private Builder() {}

    /** Bytes of a WebSocket message; default 64 KiB, at least 125. */
    public Builder message(int bytes) {
      this.message = bytes;
      return this;
    }

    /** Bytes of an HTTP body; default 1 MiB, at least 1. */
    public Builder body(int bytes) {
      this.body = bytes;
      return this;
    }

    /** Levels of arrays and objects in a message; default 64, 8 to 500. */
    public Builder depth(int levels) {
      this.depth = levels;
      return this;
    }

    /** Requests in one JSON-RPC batch; default 50, at least 1. */
    public Builder batch(int requests) {
      this.batch = requests;
      return this;
    }

    /** Subscriptions of one connection; default 128, at least 1. */
    public Builder subscriptions(int count) {
      this.subscriptions = count;
      return this;
    }

    /**
     * Subscriptions of one user on this node, on all connections together; default 512, at least 1.
     */
    public Builder subscriptionsPerUser(int count) {
      this.subscriptionsPerUser = count;
      return this;
    }

    /** Open connections of one user on this node; default 32, at least 1. */
    public Builder connectionsPerUser(int count) {
      this.connectionsPerUser = count;
      return this;
    }

    /** Calls in flight on one connection; default 32, at least 1. */
    public Builder calls(int count) {
      this.calls = count;
      return this;
    }

    /** Calls in flight on this node; default 1,000, at least 1. */
    public Builder callsOfNode(int count) {
      this.callsOfNode = count;
      return this;
    }

    /**
     * Calls of one user that run at the same time on this node, the others wait for their turn;
     * default 4, at least 1. Below the store's number of readers, so that nobody takes all of them.
     */
    public Builder callsAtOnce(int count) {
      this.callsAtOnce = count;
      return this;
    }

    /** Calls of one user that wait for their turn; default 128, at least 1. */
    public Builder callsWaiting(int count) {
      this.callsWaiting = count;
      return this;
    }

    /**
     * Records that one call may name or change, also through lists; default 1,000, at least 1.
     * While they are written nobody else writes.
     */
    public Builder records(int count) {
      this.records = count;
      return this;
    }

    /** How long a call may take until it is stopped; default 30 s, at least 1 ms. */
    public Builder callTime(Duration time) {
      this.callTime = Objects.requireNonNull(time, "time");
      return this;
    }

    /** How long a connection may stay unauthenticated; default 10 s, at least 1 ms. */
    public Builder helloTime(Duration time) {
      this.helloTime = Objects.requireNonNull(time, "time");
      return this;
    }

    /**
     * Bytes that may wait for a connection that goes on sending without reading; default 8 MiB, at
     * least 64 KiB.
     */
    public Builder unreadAnswers(long bytes) {
      this.unreadAnswers = bytes;
      return this;
    }

    /**
     * How long a poll waits for something to answer, and how far the first one of a client of the
     * original family looks back; default 50 s, at least 1 ms.
     */
    public Builder pollTime(Duration time) {
      this.pollTime = Objects.requireNonNull(time, "time");
      return this;
    }

    /** How large a filter may be; default {@link FilterLimits#DEFAULTS}. */
    public Builder filter(FilterLimits limits) {
      this.filter = Objects.requireNonNull(limits, "limits");
      return this;
    }

    /** Places where one connection can say that its user is; default 64, at least 1. */
    public Builder topics(int count) {
      this.topics = count;
      return this;
    }

    /**
     * Messages that one user may send to others, on open channels, in any 10 s; default 100, at
     * least 1.
     */
    public Builder sends(int count) {
      this.sends = count;
      return this;
    }

    /**
     * Records that a read answers where the caller gives no limit; where there are more the read is
     * refused; default 1,000, 1 to {@code largestPage}.
     */
    public Builder page(int records) {
      this.page = records;
      return this;
    }

    /** Records that a caller can ask for at once; default 10,000, at least 1. */
    public Builder largestPage(int records) {
      this.largestPage = records;
      return this;
    }

    /** Bytes of the largest answer; default 8 MiB, at least 64 KiB. */
    public Builder answer(long bytes) {
      this.answer = bytes;
      return this;
    }

    /** Wrong logins of one address in a minute; default 10, at least 1. */
    public Builder failedLogins(int count) {
      this.failedLogins = count;
      return this;
    }

    /**
     * @throws StartupException if a limit is out of its range
     */
    public Limits build() {
      return new Limits(
          new MessageLimits(message, body, depth, batch, answer, unreadAnswers),
          new CallLimits(
              calls, callsOfNode, callsAtOnce, callsWaiting, records, callTime, failedLogins),
          new ConnectionLimits(
              connectionsPerUser,
              subscriptions,
              subscriptionsPerUser,
              helloTime,
              pollTime,
              topics,
              sends),
          new ReadLimits(page, largestPage),
          filter);
    }
  }
}
