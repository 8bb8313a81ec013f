package dev.syncer.core.spi;

import dev.syncer.core.change.Commit;

/** Is told of each commit; {@link Store} says when, and by which thread. */
@FunctionalInterface
public interface CommitListener {

  /** A commit is durable. */
  void committed(Commit commit);
}
