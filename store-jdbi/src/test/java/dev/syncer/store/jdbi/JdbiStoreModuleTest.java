package dev.syncer.store.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.Guice;
import com.google.inject.Injector;
import dev.syncer.core.fault.ErrorCode;
import dev.syncer.core.fault.StartupException;
import dev.syncer.core.spi.Store;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JdbiStoreModuleTest {
  @TempDir Path folder;

  @Test
  void module_inAnInjectorWithExplicitBindings_bindsOneStore() {
    Injector injector =
        Guice.createInjector(
            binder -> binder.requireExplicitBindings(),
            JdbiStoreModule.sqlite(folder.resolve("shop.db")));

    Store store = injector.getInstance(Store.class);

    assertThat(store).isSameAs(injector.getInstance(Store.class));
    assertThat(store.open(TestModels.items()).head()).isZero();
    store.close();
  }

  @Test
  void store_beforeOpen_saysWhatToCall() {
    JdbiStore store = new JdbiStore(SqliteOptions.builder(folder.resolve("shop.db")).build());

    assertThatThrownBy(() -> store.write(tx -> 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("open(…)");
  }

  @Test
  void options_outOfRange_areRefusedByName() {
    SqliteOptions.Builder builder = SqliteOptions.builder(folder.resolve("shop.db"));

    assertThatThrownBy(() -> builder.readers(0).build())
        .isInstanceOf(StartupException.class)
        .hasMessageStartingWith(ErrorCode.OPTION_INVALID.id())
        .hasMessageContaining("readers");
    assertThatThrownBy(() -> builder.readers(1).groupSize(1_001).build())
        .hasMessageContaining("groupSize");
    assertThatThrownBy(() -> SqliteOptions.builder(Path.of("a?b")).build())
        .hasMessageContaining("question mark");
    assertThat(builder.groupSize(1_000).build().groupSize()).isEqualTo(1_000);
  }
}
