/** One user does what is costly while others call and listen. */
@NullMarked
package dev.syncer.benchmarks.hostile;

import org.jspecify.annotations.NullMarked;
