package dev.syncer.api;

import java.util.List;

/**
 * A plugin that declares models, extends those of other modules, and brings RPC controllers.
 *
 * <p>It is found by {@link java.util.ServiceLoader}: the jar names the class in {@code
 * META-INF/services/dev.syncer.api.ModelModule}, and the class has a public constructor without
 * arguments. {@link #define} is called once at start, on the starting thread, after all modules
 * have been found; it may not block and sees no database.
 *
 * <pre>{@code
 * public final class NotesModule implements ModelModule {
 *   @Override public void define(Models models) {
 *     models.model("notes.note").fields(text("name").required(), bool("done")).implementsSyncer();
 *   }
 * }
 * }</pre>
 */
public interface ModelModule {

  /** Declares the module's models. Faults are gathered over all modules and told at once. */
  void define(Models models);

  /** The name that the start-up log and faults use; the simple class name if not overridden. */
  default String name() {
    return getClass().getSimpleName();
  }

  /**
   * The {@link #name}s of the modules that this one builds on; empty by default. They declare
   * before it, so that its fields, constraints and hooks come after theirs; between modules that do
   * not name each other the order in which they were found stays. A name that no module has, or
   * modules that depend on each other in a circle, are start-up faults.
   */
  default List<String> requires() {
    return List.of();
  }

  /**
   * Classes with {@link dev.syncer.rpc.Route} methods, each made by Guice once; empty by default.
   */
  default List<Class<?>> controllers() {
    return List.of();
  }
}
