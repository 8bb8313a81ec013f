package dev.syncer.core.work;

/**
 * Settings of a database, each as {@code SyncerOptions} describes it.
 *
 * @param database the name on the wire
 * @param commitLimit bytes of the largest commit
 */
public record DatabaseOptions(String database, long commitLimit) {}
