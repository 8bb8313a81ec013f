/** The order desk of the page about tests: a module, and a test of each of its rules. */
@NullMarked
package dev.syncer.examples.desk;

import org.jspecify.annotations.NullMarked;
