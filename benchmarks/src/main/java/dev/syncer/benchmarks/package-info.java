/**
 * Measurements, each a class with a {@code main}: a node for load generators ({@link
 * dev.syncer.benchmarks.BenchmarkServer}), durable writes, matching; in a package of its own, a
 * reader that stops. docs/benchmarks.md tells how to run them.
 */
@NullMarked
package dev.syncer.benchmarks;

import org.jspecify.annotations.NullMarked;
