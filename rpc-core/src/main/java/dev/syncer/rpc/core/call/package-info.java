/**
 * From a request to its answer: {@link dev.syncer.rpc.core.call.Request} is what was asked, {@link
 * dev.syncer.rpc.core.call.Dispatcher} finds the controller and runs it, {@link
 * dev.syncer.rpc.core.call.Answers} puts what came out into JSON.
 */
@NullMarked
package dev.syncer.rpc.core.call;

import org.jspecify.annotations.NullMarked;
