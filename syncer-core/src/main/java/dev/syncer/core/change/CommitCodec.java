package dev.syncer.core.change;

import dev.syncer.core.model.Registry;

/** placeholder signature; body below. */
public final class CommitCodec {
  public CommitCodec(Registry registry) {}

  public String encode(Commit commit) {
    throw new IllegalStateException();
  }

  public Commit decode(long position, String body) {
    throw new IllegalStateException();
  }
}
