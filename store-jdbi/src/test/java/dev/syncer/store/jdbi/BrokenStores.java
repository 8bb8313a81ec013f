package dev.syncer.store.jdbi;

import dev.syncer.core.change.Commit;
import dev.syncer.core.model.Condition;
import dev.syncer.core.model.LikePattern;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.Order;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Row;
import dev.syncer.core.spi.CommitListener;
import dev.syncer.core.spi.Committed;
import dev.syncer.core.spi.Found;
import dev.syncer.core.spi.MemoryClaim;
import dev.syncer.core.spi.ReadLane;
import dev.syncer.core.spi.ReadTransaction;
import dev.syncer.core.spi.Search;
import dev.syncer.core.spi.Store;
import dev.syncer.core.spi.StoreState;
import dev.syncer.core.spi.WriteTransaction;
import dev.syncer.testkit.adapters.StoreContract;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * The real store with one fault each, under the contract; run by {@link StoreContractControlTest}.
 */
final class BrokenStores {
  private BrokenStores() {}

  /** A store that hands everything on. */
  private static class Faulty implements Store {
    final Store sound;
    CommitListener listener = commit -> {};

    Faulty(Path place) {
      this.sound = new JdbiStore(SqliteOptions.builder(place.resolve("test.db")).build());
    }

    @Override
    public StoreState open(Registry registry) {
      return sound.open(registry);
    }

    @Override
    public void follow(CommitListener follower) {
      listener = follower;
      sound.follow(follower);
    }

    @Override
    public <T extends @Nullable Object> Committed<T> write(Function<WriteTransaction, T> work) {
      return sound.write(work);
    }

    @Override
    public <T extends @Nullable Object> T read(ReadLane lane, Function<ReadTransaction, T> work) {
      return sound.read(lane, work);
    }

    @Override
    public void close() {
      sound.close();
    }
  }

  /** An answer to a call of a transaction. */
  private interface Call {
    @Nullable Object answer(String method, @Nullable Object[] arguments, Plain plain)
        throws Throwable;
  }

  /** The call as the sound transaction answers it. */
  private interface Plain {
    @Nullable Object answer() throws Throwable;
  }

  private static <T> T intercepted(Class<T> type, T sound, Call call) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              try {
                return call.answer(
                    method.getName(), arguments, () -> method.invoke(sound, arguments));
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  static final class Sound extends StoreContract {
    @Override
    protected Store store(Path place) {
      return new Faulty(place);
    }
  }

  static final class TellsEarly extends StoreContract {
    @Override
    protected Store store(Path place) {
      return new Faulty(place) {
        @Override
        public void follow(CommitListener follower) {
          listener = follower;
        }

        @Override
        public <T extends @Nullable Object> Committed<T> write(Function<WriteTransaction, T> work) {
          return super.write(
              tx ->
                  work.apply(
                      intercepted(
                          WriteTransaction.class,
                          tx,
                          (method, arguments, plain) -> {
                            Object answer = plain.answer();
                            if (method.equals("append")) {
                              listener.committed(((Commit) arguments[0]).at((Long) answer));
                            }
                            return answer;
                          })));
        }
      };
    }
  }

  static final class LosesNews extends StoreContract {
    @Override
    protected Store store(Path place) {
      return new Faulty(place) {
        @Override
        public void follow(CommitListener follower) {
          sound.follow(
              commit -> {
                if (commit.position() % 1_000 != 999) {
                  follower.committed(commit);
                }
              });
        }
      };
    }
  }

  static final class ForgetsNumbers extends StoreContract {
    @Override
    protected Store store(Path place) {
      return new Faulty(place) {
        @Override
        public void close() {
          super.close();
          Jdbi.create("jdbc:sqlite:" + place.resolve("test.db"))
              .useHandle(handle -> handle.execute("DELETE FROM sqlite_sequence"));
        }
      };
    }
  }

  static final class KeepsFailures extends StoreContract {
    @Override
    protected Store store(Path place) {
      return new Faulty(place) {
        @Override
        public <T extends @Nullable Object> Committed<T> write(Function<WriteTransaction, T> work) {
          AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
          Committed<T> done =
              super.write(
                  tx -> {
                    try {
                      return work.apply(tx);
                    } catch (RuntimeException | Error e) {
                      failure.set(e);
                      return null;
                    }
                  });
          if (failure.get() instanceof RuntimeException exception) {
            throw exception;
          }
          if (failure.get() instanceof Error error) {
            throw error;
          }
          return done;
        }
      };
    }
  }

  /** A store that searches in its own way. */
  private abstract static class Searching extends Faulty {
    Searching(Path place) {
      super(place);
    }

    /** The search that is done instead. */
    abstract Found search(ReadTransaction transaction, Model model, Search search);

    @Override
    public <T extends @Nullable Object> T read(ReadLane lane, Function<ReadTransaction, T> work) {
      return super.read(
          lane,
          tx ->
              work.apply(
                  intercepted(
                      ReadTransaction.class,
                      tx,
                      (method, arguments, plain) ->
                          method.equals("search") ? answer(tx, arguments) : plain.answer())));
    }

    private Object answer(ReadTransaction transaction, @Nullable Object[] arguments) {
      Model model = (Model) arguments[0];
      if (arguments[1] instanceof Search search) {
        return search(transaction, model, search);
      }
      return search(transaction, model, entire(arguments)).rows();
    }

    @SuppressWarnings("unchecked")
    private static Search entire(@Nullable Object[] arguments) {
      return Search.of((Condition) arguments[1])
          .orders((List<Order>) arguments[2])
          .limit((Integer) arguments[3])
          .offset((Integer) arguments[4]);
    }

    static Search in(Search search, Condition other) {
      return new Search(
          other, search.orders(), search.limit(), search.offset(), search.fields(), search.bytes());
    }
  }

  /** Reads all fields, whatever it is asked for. */
  static final class ReadsEverything extends StoreContract {
    @Override
    protected Store store(Path place) {
      return new Searching(place) {
        @Override
        Found search(ReadTransaction transaction, Model model, Search search) {
          return transaction.search(model, search.fields(null));
        }
      };
    }
  }

  /** Reads as much as there is, and takes nothing of it from a claim. */
  static final class ClaimsNothing extends StoreContract {
    @Override
    protected Store store(Path place) {
      return new Faulty(place) {
        @Override
        public <T extends @Nullable Object> T read(
            ReadLane lane, Function<ReadTransaction, T> work) {
          return MemoryClaim.NONE.during(() -> super.read(lane, work));
        }
      };
    }
  }

  /** Reads on when its bytes are full. */
  static final class IgnoresBytes extends StoreContract {
    @Override
    protected Store store(Path place) {
      return new Searching(place) {
        @Override
        Found search(ReadTransaction transaction, Model model, Search search) {
          return transaction.search(model, search.bytes(Long.MAX_VALUE));
        }
      };
    }
  }

  /** Does not tell that its bytes left something out. */
  static final class CutsSilently extends StoreContract {
    @Override
    protected Store store(Path place) {
      return new Searching(place) {
        @Override
        Found search(ReadTransaction transaction, Model model, Search search) {
          return new Found(transaction.search(model, search).rows(), false);
        }
      };
    }
  }

  /** {@code NOT (a = 1)} leaves out the records without a value, as plain SQL would. */
  static final class ThreeValued extends StoreContract {
    @Override
    protected Store store(Path place) {
      return new Searching(place) {
        @Override
        Found search(ReadTransaction transaction, Model model, Search search) {
          Condition condition = search.condition();
          if (condition instanceof Condition.Not not
              && not.condition() instanceof Condition.Compare compare) {
            condition =
                new Condition.All(
                    List.of(not, new Condition.Not(new Condition.Empty(compare.field()))));
          }
          return transaction.search(model, in(search, condition));
        }
      };
    }
  }

  /** {@code ilike} folds the case of A to Z only, as databases do by themselves. */
  static final class FoldsAsciiOnly extends StoreContract {
    @Override
    protected Store store(Path place) {
      return new Searching(place) {
        @Override
        Found search(ReadTransaction transaction, Model model, Search search) {
          if (!(search.condition() instanceof Condition.Like like)
              || !like.pattern().ignoresCase()) {
            return transaction.search(model, search);
          }
          LikePattern pattern = new LikePattern(folded(like.pattern().pattern()), false);
          List<Row> all = transaction.search(model, in(search, Condition.EVERY)).rows();
          return new Found(
              all.stream()
                  .filter(
                      row ->
                          row.value(like.field()) instanceof String text
                              && pattern.matches(folded(text)))
                  .toList(),
              false);
        }
      };
    }

    private static String folded(String text) {
      StringBuilder folded = new StringBuilder();
      text.chars().forEach(c -> folded.append((char) (c >= 'A' && c <= 'Z' ? c + 32 : c)));
      return folded.toString();
    }
  }

  /** Each call of a read sees what is committed by then. */
  static final class NoSnapshot extends StoreContract {
    @Override
    protected Store store(Path place) {
      return new Faulty(place) {
        @Override
        public <T extends @Nullable Object> T read(
            ReadLane lane, Function<ReadTransaction, T> work) {
          return super.read(
              lane,
              first ->
                  work.apply(
                      intercepted(
                          ReadTransaction.class,
                          first,
                          (method, arguments, plain) ->
                              sound.read(other -> invoke(other, method, arguments)))));
        }
      };
    }

    private static @Nullable Object invoke(
        ReadTransaction transaction, String name, @Nullable Object @Nullable [] arguments) {
      for (java.lang.reflect.Method method : ReadTransaction.class.getMethods()) {
        if (method.getName().equals(name)) {
          try {
            return method.invoke(transaction, arguments);
          } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
          }
        }
      }
      throw new AssertionError(name);
    }
  }

  /** Takes one commit more than it may. */
  static final class PrunesTooMuch extends StoreContract {
    @Override
    protected Store store(Path place) {
      return new Faulty(place) {
        @Override
        public <T extends @Nullable Object> Committed<T> write(Function<WriteTransaction, T> work) {
          return super.write(
              tx ->
                  work.apply(
                      intercepted(
                          WriteTransaction.class,
                          tx,
                          (method, arguments, plain) ->
                              method.equals("prune")
                                  ? (Object) tx.prune((Long) arguments[0] + 1)
                                  : plain.answer())));
        }
      };
    }
  }
}
