package dev.syncer.rpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a public method of a controller that answers an RPC route.
 *
 * <p>Parameters are bound by name from {@code params}, or by position over {@code /jsonrpc}; a
 * parameter of type {@link dev.syncer.api.User} or {@link dev.syncer.api.Database} gets the
 * caller's user or the database and is no argument. What the method returns is serialized as JSON;
 * it may be a {@link java.util.concurrent.CompletionStage}. Calls may block.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Route {

  /** The path, with a leading slash: {@code /board/archive}. */
  String value();

  /** Whether a caller without a session may call it. */
  boolean anonymous() default false;
}
