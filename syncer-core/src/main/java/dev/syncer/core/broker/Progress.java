package dev.syncer.core.broker;

/**
 * How far the broker has come: everything up to here has been handed to the live connections. The
 * broker's thread moves it on; read by any.
 */
final class Progress {
  private volatile long position;

  long position() {
    return position;
  }

  /** Only on the broker's thread. */
  void reached(long reached) {
    position = reached;
  }
}
