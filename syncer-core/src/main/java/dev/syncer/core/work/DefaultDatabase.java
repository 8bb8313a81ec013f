package dev.syncer.core.work;

import com.google.inject.Inject;
import dev.syncer.api.Database;
import dev.syncer.api.UnitOfWork;
import dev.syncer.api.User;
import dev.syncer.core.SyncerOptions;
import dev.syncer.core.change.Commit;
import dev.syncer.core.model.Registry;
import dev.syncer.core.rights.Rights;
import dev.syncer.core.spi.Committed;
import dev.syncer.core.spi.Store;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Runs units of work on the store and puts what they changed into the log. */
public final class DefaultDatabase implements Database {
  private final String name;
  private final Registry registry;
  private final Rights rights;
  private final Store store;
  private final Clock clock;
  private final CommitTracking tracking;

  @Inject
  DefaultDatabase(
      SyncerOptions options,
      Registry registry,
      Rights rights,
      Store store,
      Clock clock,
      CommitTracking tracking) {
    this.name = options.database();
    this.registry = registry;
    this.rights = rights;
    this.store = store;
    this.clock = clock;
    this.tracking = tracking;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public <T extends @Nullable Object> T write(User user, Function<UnitOfWork, T> work) {
    Committed<T> committed =
        store.write(
            transaction -> {
              WritingUnit unit =
                  new WritingUnit(
                      user,
                      registry,
                      rights,
                      transaction,
                      clock.instant().truncatedTo(ChronoUnit.MILLIS));
              T answer = work.apply(unit);
              Optional<Commit> commit = unit.finish();
              commit.ifPresent(transaction::append);
              return answer;
            });
    tracking.committed(committed.position());
    return committed.value();
  }

  @Override
  public <T extends @Nullable Object> T read(User user, Function<UnitOfWork, T> work) {
    return store.read(
        transaction -> work.apply(new ReadingUnit(user, registry, rights, transaction)));
  }
}
