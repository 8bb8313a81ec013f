package dev.syncer.core;

import static dev.syncer.core.fault.OptionCheck.check;

import dev.syncer.core.fault.StartupException;
import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Settings of a node. {@code SyncerOptions.builder().database("demo").build()}.
 *
 * @param database the name on the wire, {@code [a-z0-9_-]{1,63}}; default {@code demo}
 * @param node the name of this process in {@code hello}; default {@code node}
 * @param isDevelopment whether errors carry stack traces to clients; default false
 * @param heartbeat the time between two heartbeats; default 25 s, at least 1 s
 * @param outboundShare bytes that may wait for one connection before it is served from the log;
 *     default 1 MiB, at least 64 KiB
 * @param snapshotChunk records in one frame of a snapshot; default 500, 1 to 10,000
 * @param frameLimit bytes of the largest frame that is sent whole; larger commits go in parts;
 *     default 256 KiB, at least 4 KiB
 * @param overflow changes of one model in one commit above which its subscribers get a reset and
 *     read anew, instead of every change; default 5,000, at least 1
 * @param retentionAge the time after which a commit may leave the change log, and who comes back
 *     with an older cursor reads anew; default 24 h, 1 s to 1,000 years, which is for ever
 * @param retentionCount commits that the change log keeps at most, also where they are younger;
 *     default 1,000,000, at least 1; {@link Long#MAX_VALUE} for any number
 * @param memoryBudget bytes that the node may hold for its clients: commits, encoded frames,
 *     windows, snapshots and answers under way, what waits for connections; default a quarter of
 *     the heap, at least 8 MiB
 * @param commitLimit bytes of the largest commit: its records as they are after it, and the values
 *     that they had before; a larger one is refused before anything of it is written; default 16
 *     MiB, at least 64 KiB
 * @param presenceUsers members that one topic of presence can have at a time; one more is refused;
 *     default 100, 1 to 10,000
 */
public record SyncerOptions(
    String database,
    String node,
    boolean isDevelopment,
    Duration heartbeat,
    int outboundShare,
    int snapshotChunk,
    int frameLimit,
    int overflow,
    Duration retentionAge,
    long retentionCount,
    long memoryBudget,
    long commitLimit,
    int presenceUsers) {
  private static final Duration LONGEST_AGE = Duration.ofDays(365_250);
  private static final long MIB = 1024L * 1024;
  private static final Pattern DATABASE = Pattern.compile("[a-z0-9_-]{1,63}");

  public SyncerOptions {
    Objects.requireNonNull(node, "node");
    check(
        DATABASE.matcher(database).matches(), "database", database, "1 to 63 of a-z, 0-9, _ and -");
    check(heartbeat.compareTo(Duration.ofSeconds(1)) >= 0, "heartbeat", heartbeat, "at least 1 s");
    check(outboundShare >= 64 * 1024, "outboundShare", outboundShare, "at least 65536 bytes");
    check(
        snapshotChunk >= 1 && snapshotChunk <= 10_000,
        "snapshotChunk",
        snapshotChunk,
        "1 to 10000 records");
    check(overflow >= 1, "overflow", overflow, "at least 1 change");
    check(
        retentionAge.compareTo(Duration.ofSeconds(1)) >= 0
            && retentionAge.compareTo(LONGEST_AGE) <= 0,
        "retentionAge",
        retentionAge,
        "1 s to 1,000 years");
    check(retentionCount >= 1, "retentionCount", retentionCount, "at least 1 commit");
    check(memoryBudget >= 8 * MIB, "memoryBudget", memoryBudget, "at least 8388608 bytes");
    check(commitLimit >= 64 * 1024, "commitLimit", commitLimit, "at least 65536 bytes");
    check(
        presenceUsers >= 1 && presenceUsers <= 10_000,
        "presenceUsers",
        presenceUsers,
        "1 to 10000 users");
    check(frameLimit >= 4 * 1024, "frameLimit", frameLimit, "at least 4096 bytes");
  }

  /** The defaults. */
  public static SyncerOptions defaults() {
    return builder().build();
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Collects settings; {@link #build} checks them. */
  public static final class Builder {
    private String database = "demo";
    private String node = "node";
    private boolean isDevelopment;
    private Duration heartbeat = Duration.ofSeconds(25);
    private int outboundShare = 1024 * 1024;
    private int snapshotChunk = 500;
    private int frameLimit = 256 * 1024;
    private int overflow = 5_000;
    private Duration retentionAge = Duration.ofHours(24);
    private long retentionCount = 1_000_000;
    private long memoryBudget = Math.max(8 * MIB, Runtime.getRuntime().maxMemory() / 4);
    private long commitLimit = 16 * MIB;
    private int presenceUsers = 100;

    private Builder() {}

    public Builder database(String name) {
      this.database = Objects.requireNonNull(name, "name");
      return this;
    }

    public Builder node(String name) {
      this.node = Objects.requireNonNull(name, "name");
      return this;
    }

    public Builder development(boolean isOn) {
      this.isDevelopment = isOn;
      return this;
    }

    public Builder heartbeat(Duration between) {
      this.heartbeat = Objects.requireNonNull(between, "between");
      return this;
    }

    public Builder outboundShare(int bytes) {
      this.outboundShare = bytes;
      return this;
    }

    public Builder snapshotChunk(int records) {
      this.snapshotChunk = records;
      return this;
    }

    public Builder frameLimit(int bytes) {
      this.frameLimit = bytes;
      return this;
    }

    public Builder overflow(int changes) {
      this.overflow = changes;
      return this;
    }

    public Builder retentionAge(Duration time) {
      this.retentionAge = Objects.requireNonNull(time, "time");
      return this;
    }

    public Builder retentionCount(long commits) {
      this.retentionCount = commits;
      return this;
    }

    public Builder memoryBudget(long bytes) {
      this.memoryBudget = bytes;
      return this;
    }

    public Builder commitLimit(long bytes) {
      this.commitLimit = bytes;
      return this;
    }

    public Builder presenceUsers(int users) {
      this.presenceUsers = users;
      return this;
    }

    /**
     * @throws StartupException if a setting is out of its range
     */
    public SyncerOptions build() {
      return new SyncerOptions(
          database,
          node,
          isDevelopment,
          heartbeat,
          outboundShare,
          snapshotChunk,
          frameLimit,
          overflow,
          retentionAge,
          retentionCount,
          memoryBudget,
          commitLimit,
          presenceUsers);
    }
  }
}
