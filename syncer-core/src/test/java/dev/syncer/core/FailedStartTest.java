package dev.syncer.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import dev.syncer.core.fault.StartupException;
import dev.syncer.core.spi.Store;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLoggerFactory;

/** What the author of an application reads when it does not start. */
class FailedStartTest {

  /** A store that cannot be made. */
  static final class BrokenStore extends AbstractModule {
    @Provides
    Store store() {
      throw new IllegalStateException("the folder is on fire");
    }
  }

  /** Nothing is asked of it before the models are sound. */
  private static Store unusedStore() {
    return (Store)
        Proxy.newProxyInstance(
            Store.class.getClassLoader(),
            new Class<?>[] {Store.class},
            (store, method, arguments) ->
                switch (method.getName()) {
                  case "hashCode" -> System.identityHashCode(store);
                  case "toString" -> "a store";
                  case "equals" -> false;
                  default -> throw new AssertionError(method.getName());
                });
  }

  private static StartupException faultOf(Syncer.Builder builder) {
    StartupException fault = catchThrowableOfType(StartupException.class, builder::build);
    assertThat(fault).as("the application can be put together").isNotNull();
    return fault;
  }

  private static String printed(Throwable fault) {
    StringWriter text = new StringWriter();
    fault.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  @Test
  void applicationWithoutAStore_isToldToInstallOne_N8() {
    StartupException fault = faultOf(Syncer.builder().models(new ForgottenModule()));

    assertThat(fault.faults())
        .singleElement()
        .asString()
        .startsWith("SYNC-1203: no store is installed. Install one")
        .contains("JdbiStoreModule.sqlite");
    assertThat(printed(fault)).doesNotContain("com.google.inject", "Guice/");
  }

  @Test
  void faultOfAModel_isPrintedWithoutGuice_N8() {
    StartupException fault =
        faultOf(
            Syncer.builder()
                .models(models -> models.model("Bad Name"))
                .install(binder -> binder.bind(Store.class).toInstance(unusedStore())));

    assertThat(fault.faults()).anyMatch(each -> each.startsWith("SYNC-1001"));
    assertThat(printed(fault)).doesNotContain("com.google.inject", "Guice/");
  }

  @Test
  void partThatThrows_isNamedWithItsCause_N8() {
    StartupException fault =
        faultOf(Syncer.builder().models(new ForgottenModule()).install(new BrokenStore()));

    assertThat(fault)
        .hasMessageContaining("SYNC-1203")
        .hasMessageContaining("the folder is on fire")
        .hasMessageContaining("FailedStartTest.java:");
    assertThat(printed(fault)).doesNotContain("com.google.inject");
  }

  @Test
  void applicationWithoutALog_isTold_N8() {
    assertThat(NoLog.sentence(new NOPLoggerFactory()).orElseThrow())
        .contains("Nothing is logged", "logback-classic");
    assertThat(NoLog.sentence(name -> LoggerFactory.getLogger(name))).isEmpty();
  }
}
