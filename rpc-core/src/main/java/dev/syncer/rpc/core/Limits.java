package dev.syncer.rpc.core;

import static dev.syncer.core.fault.OptionCheck.check;
import static dev.syncer.core.fault.OptionCheck.checkTime;

import dev.syncer.core.fault.StartupException;
import java.time.Duration;
import java.util.Objects;

/**
 * How much one caller may ask for. {@code Limits.builder().callTime(Duration.ofMinutes(1)).build()}
 * goes into {@link RpcModule}; the defaults are those of {@code docs/protocol.md}.
 *
 * @param message bytes of a WebSocket message; default 64 KiB, at least 125
 * @param body bytes of an HTTP body; default 1 MiB, at least 1
 * @param depth levels of arrays and objects in a message; default 64, 8 to 500
 * @param batch requests in one JSON-RPC batch; default 50, at least 1
 * @param subscriptions subscriptions of one connection; default 128, at least 1
 * @param subscriptionsPerUser subscriptions of one user on this node, on all connections together;
 *     default 512, at least 1
 * @param connectionsPerUser open connections of one user on this node; default 32, at least 1
 * @param calls calls in flight on one connection; default 32, at least 1
 * @param callsOfNode calls in flight on this node; default 1,000, at least 1
 * @param callsAtOnce calls of one user that run at the same time on this node, the others wait for
 *     their turn; default 4, at least 1. Below the store's number of readers, so that nobody takes
 *     all of them
 * @param callsWaiting calls of one user that wait for their turn; default 128, at least 1
 * @param records records that one call may name or change, also through lists; default 1,000, at
 *     least 1. While they are written nobody else writes
 * @param callTime how long a call may take until it is stopped; default 30 s, at least 1 ms
 * @param helloTime how long a connection may stay unauthenticated; default 10 s, at least 1 ms
 * @param unreadAnswers bytes that may wait for a connection that goes on sending without reading;
 *     default 8 MiB, at least 64 KiB
 * @param pollTime how long a poll waits for something to answer, and how far the first one of a
 *     client of the original family looks back; default 50 s, at least 1 ms
 * @param filter how large a filter may be; default {@link FilterLimits#DEFAULTS}
 * @param places places where one connection can say that its user is; default 64, at least 1
 * @param sends messages that one user may send to others, on open channels, in any 10 s; default
 *     100, at least 1
 * @param page records that a read answers where the caller gives no limit; where there are more the
 *     read is refused; default 1,000, 1 to {@code largestPage}
 * @param largestPage records that a caller can ask for at once; default 10,000, at least 1
 * @param answer bytes of the largest answer; default 8 MiB, at least 64 KiB
 * @param failedLogins wrong logins of one address in a minute; default 10, at least 1
 */
public record Limits(
    int message,
    int body,
    int depth,
    int batch,
    int subscriptions,
    int subscriptionsPerUser,
    int connectionsPerUser,
    int calls,
    int callsOfNode,
    int callsAtOnce,
    int callsWaiting,
    int records,
    Duration callTime,
    Duration helloTime,
    long unreadAnswers,
    Duration pollTime,
    FilterLimits filter,
    int places,
    int sends,
    int page,
    int largestPage,
    long answer,
    int failedLogins) {

  public Limits {
    check(message >= 125, "message", message, "at least 125 bytes");
    check(body >= 1, "body", body, "at least 1 byte");
    check(depth >= 8 && depth <= 500, "depth", depth, "8 to 500 levels");
    check(batch >= 1, "batch", batch, "at least 1 request");
    check(subscriptions >= 1, "subscriptions", subscriptions, "at least 1");
    check(subscriptionsPerUser >= 1, "subscriptionsPerUser", subscriptionsPerUser, "at least 1");
    check(connectionsPerUser >= 1, "connectionsPerUser", connectionsPerUser, "at least 1");
    check(calls >= 1, "calls", calls, "at least 1");
    check(callsOfNode >= 1, "callsOfNode", callsOfNode, "at least 1");
    check(callsAtOnce >= 1, "callsAtOnce", callsAtOnce, "at least 1");
    check(callsWaiting >= 1, "callsWaiting", callsWaiting, "at least 1");
    check(records >= 1, "records", records, "at least 1");
    checkTime("callTime", callTime);
    checkTime("helloTime", helloTime);
    check(unreadAnswers >= 64 * 1024, "unreadAnswers", unreadAnswers, "at least 65536 bytes");
    checkTime("pollTime", pollTime);
    Objects.requireNonNull(filter, "filter");
    check(places >= 1, "places", places, "at least 1");
    check(sends >= 1, "sends", sends, "at least 1");
    check(largestPage >= 1, "largestPage", largestPage, "at least 1 record");
    check(page >= 1 && page <= largestPage, "page", page, "1 to largestPage records");
    check(answer >= 64 * 1024, "answer", answer, "at least 65536 bytes");
    check(failedLogins >= 1, "failedLogins", failedLogins, "at least 1");
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
    private int places = 64;
    private int sends = 100;
    private int page = 1_000;
    private int largestPage = 10_000;
    private long answer = 8L * 1024 * 1024;
    private int failedLogins = 10;

    private Builder() {}

    public Builder message(int bytes) {
      this.message = bytes;
      return this;
    }

    public Builder body(int bytes) {
      this.body = bytes;
      return this;
    }

    public Builder depth(int levels) {
      this.depth = levels;
      return this;
    }

    public Builder batch(int requests) {
      this.batch = requests;
      return this;
    }

    public Builder subscriptions(int count) {
      this.subscriptions = count;
      return this;
    }

    public Builder subscriptionsPerUser(int count) {
      this.subscriptionsPerUser = count;
      return this;
    }

    public Builder connectionsPerUser(int count) {
      this.connectionsPerUser = count;
      return this;
    }

    public Builder calls(int count) {
      this.calls = count;
      return this;
    }

    public Builder callsOfNode(int count) {
      this.callsOfNode = count;
      return this;
    }

    public Builder callsAtOnce(int count) {
      this.callsAtOnce = count;
      return this;
    }

    public Builder callsWaiting(int count) {
      this.callsWaiting = count;
      return this;
    }

    public Builder records(int count) {
      this.records = count;
      return this;
    }

    public Builder callTime(Duration time) {
      this.callTime = Objects.requireNonNull(time, "time");
      return this;
    }

    public Builder helloTime(Duration time) {
      this.helloTime = Objects.requireNonNull(time, "time");
      return this;
    }

    public Builder unreadAnswers(long bytes) {
      this.unreadAnswers = bytes;
      return this;
    }

    public Builder pollTime(Duration time) {
      this.pollTime = Objects.requireNonNull(time, "time");
      return this;
    }

    public Builder filter(FilterLimits limits) {
      this.filter = Objects.requireNonNull(limits, "limits");
      return this;
    }

    public Builder places(int count) {
      this.places = count;
      return this;
    }

    public Builder sends(int count) {
      this.sends = count;
      return this;
    }

    public Builder page(int records) {
      this.page = records;
      return this;
    }

    public Builder largestPage(int records) {
      this.largestPage = records;
      return this;
    }

    public Builder answer(long bytes) {
      this.answer = bytes;
      return this;
    }

    public Builder failedLogins(int count) {
      this.failedLogins = count;
      return this;
    }

    /**
     * @throws StartupException if a limit is out of its range
     */
    public Limits build() {
      return new Limits(
          message,
          body,
          depth,
          batch,
          subscriptions,
          subscriptionsPerUser,
          connectionsPerUser,
          calls,
          callsOfNode,
          callsAtOnce,
          callsWaiting,
          records,
          callTime,
          helloTime,
          unreadAnswers,
          pollTime,
          filter,
          places,
          sends,
          page,
          largestPage,
          answer,
          failedLogins);
    }
  }
}
