package dev.syncer.core.suite;

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
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A store that counts what units of work that write ask of their transactions. Each of these calls
 * is one statement, or one for each thousand records, see {@link WriteTransaction}. Of those that
 * only read it counts the looks into the log.
 */
final class CountingStore implements Store {
  private final Store store;
  private final List<String> calls = new ArrayList<>();
  private final AtomicInteger logReads = new AtomicInteger();
  private final AtomicInteger rows = new AtomicInteger();
  private final AtomicInteger reads = new AtomicInteger();

  private CountingStore(Store store) {
    this.store = store;
  }

  /** Puts it in front of the store, which is made in an injector of its own. */
  static Module before(Module inner) {
    return new AbstractModule() {
      @Override
      protected void configure() {
        CountingStore counting =
            new CountingStore(Guice.createInjector(inner).getInstance(Store.class));
        bind(CountingStore.class).toInstance(counting);
        bind(Store.class).toInstance(counting);
      }
    };
  }

  /** The calls since the last time, in order, each with the model that it names. */
  synchronized List<String> calls() {
    List<String> all = List.copyOf(calls);
    calls.clear();
    return all;
  }

  /** How many rows came out of transactions that write, since the last time. */
  int rows() {
    return rows.getAndSet(0);
  }

  private synchronized void count(Method method, Object @Nullable [] arguments) {
    if (method.getName().equals("prune")) {
      return; // the thread that cuts the log comes when it likes, and is nobody's cost here
    }
    Object first = arguments == null ? null : arguments[0];
    calls.add(method.getName() + (first instanceof Model ? " " + first : ""));
  }

  private WriteTransaction counting(WriteTransaction transaction) {
    return counting(WriteTransaction.class, transaction, this::count);
  }

  private ReadTransaction counting(ReadTransaction transaction) {
    return counting(
        ReadTransaction.class,
        transaction,
        (method, arguments) -> {
          reads.incrementAndGet();
          if (method.getName().equals("log")) {
            logReads.incrementAndGet();
          }
        });
  }

  private <T> T counting(
      Class<T> type, T transaction, BiConsumer<Method, Object @Nullable []> count) {
    return type.cast(
        Proxy.newProxyInstance(
            CountingStore.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              count.accept(method, arguments);
              try {
                Object answer = method.invoke(transaction, arguments);
                if (transaction instanceof WriteTransaction && answer instanceof List<?> all) {
                  rows.addAndGet(all.size());
                }
                return answer;
              } catch (InvocationTargetException e) {
                throw e.getCause() == null ? e : e.getCause();
              }
            }));
  }

  /** What transactions that only read were asked for. */
  int reads() {
    return reads.get();
  }

  /** How often commits were read from the log, by all transactions that only read. */
  int logReads() {
    return logReads.get();
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
    return store.write(transaction -> work.apply(counting(transaction)));
  }

  @Override
  public <T extends @Nullable Object> T read(ReadLane lane, Function<ReadTransaction, T> work) {
    return store.read(lane, transaction -> work.apply(counting(transaction)));
  }

  @Override
  public void close() {
    store.close();
  }
}
