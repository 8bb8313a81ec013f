/**
 * Units of work: values are checked, changes of a record merge, and each commit leaves one row in
 * the change log. {@link dev.syncer.core.work.DefaultDatabase} is the way in.
 */
@NullMarked
package dev.syncer.core.work;

import org.jspecify.annotations.NullMarked;
