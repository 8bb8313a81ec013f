package dev.syncer.store.jdbi;

import com.google.inject.Inject;
import dev.syncer.core.log.CommitCodec;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.Registry;
import dev.syncer.core.spi.CommitListener;
import dev.syncer.core.spi.Committed;
import dev.syncer.core.spi.ReadLane;
import dev.syncer.core.spi.ReadTransaction;
import dev.syncer.core.spi.Store;
import dev.syncer.core.spi.StoreException;
import dev.syncer.core.spi.StoreHealth;
import dev.syncer.core.spi.StoreHealth.Part;
import dev.syncer.core.spi.StoreHealth.Trouble;
import dev.syncer.core.spi.StoreState;
import dev.syncer.core.spi.WriteTransaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A store in one SQLite file. Its threads: callers read on their own; one thread writes for all.
 */
final class JdbiStore implements Store {
  /** Connections of each lane that calls cannot take. */
  private static final int RESERVED = 3;

  private final SqliteOptions options;
  private volatile Consumer<StoreException> mourner = loss -> {};
  private @Nullable SqliteFile database;
  private volatile @Nullable Writer writer;
  private volatile @Nullable Map<ReadLane, Readers> readers;
  private boolean isFollowed;
  private volatile boolean isClosed;

  @Inject
  JdbiStore(SqliteOptions options) {
    this.options = options;
  }

  /** What a call after {@link #close} gets. */
  static StoreException closed() {
    return new StoreException("the store is closed; nothing was read or written.", null);
  }

  @Override
  public synchronized StoreState open(Registry registry) {
    if (isClosed) {
      throw closed();
    }
    if (database != null) {
      throw new IllegalStateException("open(…) was called before; a store opens once");
    }
    SqliteFile opened = SqliteFile.open(options, registry);
    Map<Model, Table> tables =
        registry.models().stream()
            .collect(Collectors.toUnmodifiableMap(m -> m, m -> new Table(m, registry.relations())));
    CommitCodec codec = new CommitCodec(registry);
    Map<ReadLane, Readers> lanes = new EnumMap<>(ReadLane.class);
    for (ReadLane lane : ReadLane.values()) {
      lanes.put(
          lane,
          new Readers(
              lane,
              connections(lane),
              opened::newReader,
              handle -> new JdbiReadTransaction(handle, tables, codec)));
    }
    readers = lanes;
    Writer writing =
        new Writer(
            opened,
            (handle, sequences) -> new JdbiWriteTransaction(handle, sequences, tables, codec),
            options.groupSize());
    writing.onLoss(loss -> mourner.accept(loss));
    writer = writing;
    database = opened;
    return opened.state();
  }

  private int connections(ReadLane lane) {
    return switch (lane) {
      case CALLS -> options.readers();
      case SESSIONS, DELIVERY -> RESERVED;
      case PROBE -> 1;
    };
  }

  @Override
  public void onLoss(Consumer<StoreException> follower) {
    this.mourner = follower;
  }

  @Override
  public synchronized void follow(CommitListener listener) {
    if (isFollowed) {
      throw new IllegalStateException("follow(…) was called before; a store has one listener");
    }
    opened(writer).follow(listener);
    isFollowed = true;
  }

  @Override
  public <T extends @Nullable Object> Committed<T> write(Function<WriteTransaction, T> work) {
    return opened(writer).write(work);
  }

  @Override
  public <T extends @Nullable Object> T read(ReadLane lane, Function<ReadTransaction, T> work) {
    opened(writer).checkNotLost();
    return Objects.requireNonNull(opened(readers).get(lane)).read(work);
  }

  @Override
  public StoreHealth health(Duration within) {
    List<Trouble> troubles = new ArrayList<>();
    opened(writer).probe(within).ifPresent(troubles::add);
    Trouble.of(Part.READERS, within, () -> read(ReadLane.PROBE, ReadTransaction::head))
        .ifPresent(troubles::add);
    return new StoreHealth(troubles);
  }

  private <P> P opened(@Nullable P part) {
    if (part == null) {
      if (isClosed) {
        throw closed();
      }
      throw new IllegalStateException("the store is not open yet: call open(…) first");
    }
    return part;
  }

  @Override
  public synchronized void close() {
    Writer writing = writer;
    if (writing != null && writing.isCurrentThread()) {
      throw new IllegalStateException(
          "close() inside of a unit of work that writes, or in the listener: it would wait for"
              + " itself. Close on another thread.");
    }
    isClosed = true;
    if (database == null || writing == null || readers == null) {
      return;
    }
    writing.end();
    opened(readers).values().forEach(Readers::close);
    database.close(writing.isOurs());
    database = null;
  }
}
