package dev.syncer.testkit;

import dev.syncer.api.ModelModule;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test class whose methods get a node of their own each: an empty database with the models of
 * some modules. They take as parameters what they need of {@link TestNode}, {@link TestDatabase},
 * {@link TestUsers} and {@link dev.syncer.testkit.base.MovableClock}.
 *
 * <pre>{@code
 * @SyncerTest(modules = DeskModule.class)
 * class DeskTest {
 *   @Test
 *   void order_created_isTold(TestDatabase database, TestUsers users) {
 *     UserDatabase ana = database.as(users.create("Ana", "sales"));
 *     …
 *   }
 * }
 * }</pre>
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(SyncerExtension.class)
public @interface SyncerTest {

  /**
   * The modules, each made by its constructor without parameters. Where none of them has a model of
   * users, there is one, {@code test.user}.
   */
  Class<? extends ModelModule>[] modules();

  /**
   * Whether a commit waits for the disk, as in an application. Without it tests are faster; a
   * restart finds everything in either case.
   */
  boolean durable() default false;
}
