/**
 * JSON as the protocol has it: {@link dev.syncer.rpc.core.json.WireJson} reads it strictly and
 * writes it, {@link dev.syncer.rpc.core.json.MalformedJson} says why something is none.
 */
@NullMarked
package dev.syncer.rpc.core.json;

import org.jspecify.annotations.NullMarked;
