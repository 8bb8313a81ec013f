/**
 * The RPC side of a model module: {@link dev.syncer.rpc.Route} and {@link dev.syncer.rpc.Param}
 * mark controllers, {@link dev.syncer.rpc.RpcException} and its five kinds are the errors that
 * reach a caller as they are.
 */
@NullMarked
package dev.syncer.rpc;

import org.jspecify.annotations.NullMarked;
