/**
 * Measurements, each a class with a {@code main}: a node for load generators ({@link
 * dev.syncer.benchmarks.BenchmarkServer}), durable writes, matching. docs/benchmarks.md tells how
 * to run them.
 */
@NullMarked
package dev.syncer.benchmarks;

import org.jspecify.annotations.NullMarked;
