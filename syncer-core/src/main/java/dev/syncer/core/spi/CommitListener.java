package dev.syncer.core.spi;

import dev.syncer.core.change.Commit;

/** Hears of commits; see {@link Store} for when and how. */
@FunctionalInterface
public interface CommitListener {

  /** A commit is durable. */
  void committed(Commit commit);
}
