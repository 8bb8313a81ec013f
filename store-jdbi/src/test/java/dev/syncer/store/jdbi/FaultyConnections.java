package dev.syncer.store.jdbi;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Connections on which a statement fails once, before it was done or after. */
final class FaultyConnections implements UnaryOperator<Connection> {
  /** When a statement fails. */
  enum Moment {
    BEFORE,
    AFTER
  }

  private record Fault(Moment moment, Supplier<Throwable> failure) {}

  private final Map<String, Fault> faults = new ConcurrentHashMap<>();
  private final AtomicInteger refusedOpenings = new AtomicInteger();

  /** The next time that the statement is done, it fails. */
  void fail(String sql, Moment moment, Supplier<Throwable> failure) {
    faults.put(sql, new Fault(moment, failure));
  }

  /** So many connections cannot be opened. */
  void refuseOpening(int times) {
    refusedOpenings.set(times);
  }

  boolean hasFailed() {
    return faults.isEmpty();
  }

  @Override
  public Connection apply(Connection connection) {
    if (refusedOpenings.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new IllegalStateException("too many open files");
    }
    return proxy(
        Connection.class,
        connection,
        (method, arguments, answer) ->
            method.equals("prepareStatement")
                ? prepared((String) arguments[0], (PreparedStatement) answer.get())
                : answer.get());
  }

  private PreparedStatement prepared(String sql, PreparedStatement statement) {
    return proxy(
        PreparedStatement.class,
        statement,
        (method, arguments, answer) -> {
          Fault fault = method.startsWith("execute") ? faults.remove(sql) : null;
          if (fault == null) {
            return answer.get();
          }
          if (fault.moment() == Moment.AFTER) {
            answer.get();
          }
          throw fault.failure().get();
        });
  }

  private interface Answer {
    @Nullable Object get() throws Throwable;
  }

  private interface Call {
    @Nullable Object of(String method, @Nullable Object[] arguments, Answer answer)
        throws Throwable;
  }

  private static <T> T proxy(Class<T> type, T sound, Call call) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              try {
                return call.of(method.getName(), arguments, () -> method.invoke(sound, arguments));
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
