/**
 * One reader that stops among a thousand: {@link
 * dev.syncer.benchmarks.stopped.StoppedReaderBenchmark} is the program, {@link
 * dev.syncer.benchmarks.stopped.StoppedReaderRun} what it does, with a {@link
 * dev.syncer.benchmarks.stopped.TaskNode}, readers and writers that cost little.
 */
@NullMarked
package dev.syncer.benchmarks.stopped;

import org.jspecify.annotations.NullMarked;
