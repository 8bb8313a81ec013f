package dev.syncer.core.log;

import java.time.Duration;

/**
 * How much of the change log stays, as {@code SyncerOptions} describes it.
 *
 * @param retentionAge the time after which a commit may go
 * @param retentionCount commits that stay at most
 */
public record RetentionOptions(Duration retentionAge, long retentionCount) {}
