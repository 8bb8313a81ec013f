package dev.syncer.core.broker;

import dev.syncer.core.change.Commit;

/**
 * Makes commits ready for their way out; their bytes are made when somebody needs them. Safe for
 * use by many threads.
 */
final class CommitEncoder {
  private final History history;
  private final EncodedCommit.Encoding encoding;

  CommitEncoder(History history, EncodedCommit.Encoding encoding) {
    this.history = history;
    this.encoding = encoding;
  }

  EncodedCommit encoded(Commit commit) {
    return new EncodedCommit(commit, history.cursor(commit.position()), encoding);
  }
}
