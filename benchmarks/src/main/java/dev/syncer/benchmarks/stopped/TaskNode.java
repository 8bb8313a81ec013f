package dev.syncer.benchmarks.stopped;

import java.net.URI;

/** A node with tasks on stages, in this process or in one of its own. */
interface TaskNode extends AutoCloseable {

  /** Where it listens. */
  URI address();

  /** The token of a session whose user may do everything with tasks. */
  String token();

  /** Collects its memory, and tells what it holds. */
  Gauge gauge();

  @Override
  void close();
}
