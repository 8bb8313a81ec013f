package dev.syncer.core.spi;

import org.jspecify.annotations.Nullable;

/**
 * The outcome of a unit of work that wrote.
 *
 * @param value what it answered
 * @param position that of its commit; the head it saw where it appended none
 */
public record Committed<T extends @Nullable Object>(T value, long position) {}
