/**
 * What an application implements: {@link dev.syncer.rpc.core.spi.Authenticator} says who logs in.
 */
@NullMarked
package dev.syncer.rpc.core.spi;

import org.jspecify.annotations.NullMarked;
