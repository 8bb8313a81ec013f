package dev.syncer.rpc.core.call;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Module;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.Registry;
import dev.syncer.core.spi.CommitListener;
import dev.syncer.core.spi.Committed;
import dev.syncer.core.spi.ReadLane;
import dev.syncer.core.spi.ReadTransaction;
import dev.syncer.core.spi.Store;
import dev.syncer.core.spi.StoreState;
import dev.syncer.core.spi.WriteTransaction;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A store that tells what calls ask of it: {@code begin read} or {@code begin write} for each
 * transaction, and each question in it.
 */
final class CountedStore implements Store {
  private final Store store;
  private final List<String> asked = new ArrayList<>();

  private CountedStore(Store store) {
    this.store = store;
  }

  /** Puts it in front of a store, which is made in an injector of its own. */
  static Module before(Module inner) {
    return new AbstractModule() {
      @Override
      protected void configure() {
        CountedStore counted =
            new CountedStore(Guice.createInjector(inner).getInstance(Store.class));
        bind(CountedStore.class).toInstance(counted);
        bind(Store.class).toInstance(counted);
      }
    };
  }

  /** What was asked since the last time. */
  synchronized List<String> asked() {
    List<String> all = List.copyOf(asked);
    asked.clear();
    return all;
  }

  private synchronized void note(String what) {
    asked.add(what);
  }

  private <T> T counted(Class<T> type, T transaction) {
    return type.cast(
        Proxy.newProxyInstance(
            CountedStore.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              Object first = arguments == null ? null : arguments[0];
              note(method.getName() + (first instanceof Model ? " " + first : ""));
              try {
                return method.invoke(transaction, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause() == null ? e : e.getCause();
              }
            }));
  }

  @Override
  public StoreState open(Registry registry) {
    return store.open(registry);
  }

  @Override
  public void follow(CommitListener listener) {
    store.follow(listener);
  }

  @Override
  public <T extends @Nullable Object> Committed<T> write(Function<WriteTransaction, T> work) {
    return store.write(
        transaction -> {
          note("begin write");
          return work.apply(counted(WriteTransaction.class, transaction));
        });
  }

  @Override
  public <T extends @Nullable Object> T read(ReadLane lane, Function<ReadTransaction, T> work) {
    return store.read(
        lane,
        transaction -> {
          note("begin read");
          return work.apply(counted(ReadTransaction.class, transaction));
        });
  }

  @Override
  public void close() {
    store.close();
  }
}
