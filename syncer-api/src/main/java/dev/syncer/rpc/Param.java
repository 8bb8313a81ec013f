package dev.syncer.rpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Names the argument that binds to a parameter of a {@link Route} method. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface Param {

  /**
   * The argument's name; empty takes the parameter's own, which needs {@code javac -parameters}.
   */
  String value() default "";

  /** Whether a call may leave it out; the parameter is then null, or its type's zero. */
  boolean optional() default false;
}
