package dev.syncer.rpc.core.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.syncer.api.ModelModule;
import dev.syncer.api.Models;
import dev.syncer.api.User;
import dev.syncer.core.Syncer;
import dev.syncer.core.fault.StartupException;
import dev.syncer.rpc.Param;
import dev.syncer.rpc.Route;
import dev.syncer.rpc.core.ControllerClass;
import dev.syncer.rpc.core.RpcModule;
import dev.syncer.store.jdbi.JdbiStoreModule;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControllerFaultsTest {
  @TempDir Path folder;

  @Test
  void controllers_thatAreBroken_stopTheStartWithAllTheirFaults() {
    StartupException fault =
        catchThrowableOfType(
            StartupException.class,
            () ->
                Syncer.builder()
                    .models(new Broken())
                    .install(JdbiStoreModule.sqlite(folder.resolve("test.db")), new RpcModule())
                    .injector());

    assertThat(fault.faults()).allMatch(text -> text.startsWith("SYNC-1010: module Broken: "));
    assertThat(fault.faults())
        .satisfiesExactlyInAnyOrder(
            text -> assertThat(text).contains("Empty has no method with @Route"),
            text -> assertThat(text).contains("Unmakeable cannot be made"),
            text -> assertThat(text).contains("hidden() has a route. Make it public"),
            text -> assertThat(text).contains("noSlash() has the route \"no/slash\""),
            text -> assertThat(text).contains("twins(): two of its parameters are named \"a\""),
            text -> assertThat(text).contains("anybody() is anonymous and takes a User"),
            text -> assertThat(text).contains("again() has the route \"/first\""));
  }

  @Test
  void controllers_ofAGuiceModule_areToldWithoutAModelModule() {
    StartupException fault =
        catchThrowableOfType(
            StartupException.class,
            () ->
                Syncer.builder()
                    .models()
                    .install(
                        JdbiStoreModule.sqlite(folder.resolve("test.db")),
                        new RpcModule(),
                        binder -> ControllerClass.add(binder, Empty.class))
                    .injector());

    assertThat(fault.faults())
        .singleElement()
        .asString()
        .startsWith("SYNC-1010: the controller Empty has no method with @Route. Add one, or take")
        .contains("ControllerClass.add");
  }

  private static final class Broken implements ModelModule {
    @Override
    public void define(Models models) {}

    @Override
    public List<Class<?>> controllers() {
      return List.of(Empty.class, Unmakeable.class, Wrong.class, Again.class);
    }
  }

  static final class Empty {}

  static final class Unmakeable {
    Unmakeable(Runnable nobodyBindsThis) {}

    @Route("/unmakeable")
    public void call() {}
  }

  static final class Wrong {
    @Route("/hidden")
    void hidden() {}

    @Route("no/slash")
    public void noSlash() {}

    @Route("/twins")
    public void twins(@Param("a") long first, @Param("a") long second) {}

    @Route(value = "/anybody", anonymous = true)
    public void anybody(User user) {}

    @Route("/first")
    public void first() {}
  }

  static final class Again {
    @Route("/first")
    public void again() {}
  }
}
