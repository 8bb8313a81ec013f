package dev.syncer.core.work;

import com.google.inject.Inject;
import dev.syncer.api.Database;
import dev.syncer.api.ReadUnit;
import dev.syncer.api.UnitOfWork;
import dev.syncer.api.User;
import dev.syncer.core.change.Commit;
import dev.syncer.core.memory.MemoryBudget;
import dev.syncer.core.memory.MemoryKind;
import dev.syncer.core.model.Registry;
import dev.syncer.core.rights.DecidingRecords;
import dev.syncer.core.rights.Principals;
import dev.syncer.core.rights.Rights;
import dev.syncer.core.spi.Committed;
import dev.syncer.core.spi.Current;
import dev.syncer.core.spi.MemoryClaim;
import dev.syncer.core.spi.Store;
import dev.syncer.core.spi.StoreException;
import dev.syncer.core.spi.WriteTransaction;
import dev.syncer.core.view.RecordView;
import dev.syncer.rpc.RpcException;
import dev.syncer.rpc.ValidationException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Runs units of work on the store and puts what they changed into the log. */
public final class DefaultDatabase implements Database {
  private final String name;
  private final Registry registry;
  private final Rights rights;
  private final Principals principals;
  private final DecidingRecords deciding;
  private final Store store;
  private final Clock clock;
  private final MemoryBudget memory;
  private final long commitLimit;
  private final CommitTracking tracking;

  @Inject
  DefaultDatabase(
      DatabaseOptions options,
      Registry registry,
      Rights rights,
      Principals principals,
      DecidingRecords deciding,
      Store store,
      Clock clock,
      MemoryBudget memory,
      CommitTracking tracking) {
    this.name = options.database();
    this.registry = registry;
    this.rights = rights;
    this.principals = principals;
    this.deciding = deciding;
    this.store = store;
    this.clock = clock;
    this.memory = memory;
    this.commitLimit = options.commitLimit();
    this.tracking = tracking;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  @SuppressWarnings("try") // a scope is closed, and nothing else
  public <T extends @Nullable Object> T writeReturning(User user, Function<UnitOfWork, T> work) {
    MemoryClaim outer = MemoryClaim.begin(memory, MemoryKind.CALLS);
    Set<DecidingRecords.Key> changed = ConcurrentHashMap.newKeySet();
    Committed<T> committed;
    try {
      committed =
          store.write(
              transaction -> {
                try (MemoryClaim claim = outer.part();
                    Current counted = claim.makeCurrent()) {
                  return written(user, transaction, work, changed);
                }
              });
    } catch (StoreException e) {
      throw e; // it may be committed, now or later: what it changed is never settled
    } catch (RuntimeException | Error e) {
      deciding.settled(changed);
      throw e;
    }
    deciding.settled(changed);
    tracking.committed(committed.position());
    return committed.value();
  }

  private <T extends @Nullable Object> T written(
      User user,
      WriteTransaction transaction,
      Function<UnitOfWork, T> work,
      Set<DecidingRecords.Key> changed) {
    WritingUnit unit =
        new WritingUnit(
            user,
            registry,
            rights,
            principals,
            transaction,
            clock.instant().truncatedTo(ChronoUnit.MILLIS));
    try {
      T answer = work.apply(unit);
      Optional<Commit> commit = unit.finish();
      commit.ifPresent(this::check);
      commit.ifPresent(transaction::append);
      changed.addAll(unit.changedDeciding());
      deciding.change(changed);
      return answer;
    } catch (RpcException e) {
      throw unit.refusals().told(e);
    }
  }

  /**
   * @throws ValidationException if the commit is too large; nothing of it is in the log yet
   */
  private void check(Commit commit) {
    long bytes = commit.bytes();
    if (bytes > commitLimit) {
      throw new ValidationException(
          "This changes more than the "
              + commitLimit
              + " bytes that one commit may have. Nothing was written. Write it in several steps, each"
              + " in a unit of work of its own, or raise SyncerOptions.commitLimit.",
          Map.of("rule", "commit_limit", "limit", commitLimit));
    }
  }

  @Override
  @SuppressWarnings("try") // a scope is closed, and nothing else
  public <T extends @Nullable Object> T read(User user, Function<ReadUnit, T> work) {
    try (MemoryClaim claim = MemoryClaim.begin(memory, MemoryKind.CALLS);
        Current counted = claim.makeCurrent()) {
      long asked = deciding.moment();
      return store.read(
          transaction -> {
            RecordView unit =
                new RecordView(
                    user,
                    registry,
                    rights,
                    transaction,
                    () -> principals.reading(transaction, user, asked));
            try {
              return work.apply(unit);
            } catch (RpcException e) {
              throw unit.refusals().told(e);
            }
          });
    }
  }
}
