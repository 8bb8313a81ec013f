package dev.syncer.core.spi;

/**
 * What is current on a thread until this is closed: by the thread that began it, and after those
 * that it began later. A block of {@code try} does both, and puts no frame on the stack of the work
 * inside.
 */
@FunctionalInterface
public interface Current extends AutoCloseable {

  /** What was current before is so again. */
  @Override
  void close();
}
