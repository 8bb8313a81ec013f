package dev.syncer.core.change;

/** Makes and checks cursors; see below. */
public final class Cursors {
  private Cursors() {}
}
