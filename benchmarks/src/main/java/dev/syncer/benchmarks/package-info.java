/** A node for load generators: {@link dev.syncer.benchmarks.BenchmarkServer}. */
@NullMarked
package dev.syncer.benchmarks;

import org.jspecify.annotations.NullMarked;
