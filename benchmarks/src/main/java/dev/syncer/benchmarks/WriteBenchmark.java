package dev.syncer.benchmarks;

import static dev.syncer.api.Fields.decimal;
import static dev.syncer.api.Fields.integer;
import static dev.syncer.api.Fields.text;

import dev.syncer.api.Database;
import dev.syncer.api.ModelModule;
import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.core.ModelModules;
import dev.syncer.core.Syncer;
import dev.syncer.store.jdbi.JdbiStoreModule;
import dev.syncer.store.jdbi.SqliteOptions;
import dev.syncer.store.jdbi.SqliteOptions.Synchronous;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * How many records a second become durable: each a row of its table and a part of a row of the
 * change log. Callers write in a closed loop, each as soon as its last unit of work was answered.
 * Prints a line of JSON for each case.
 *
 * <p>{@code WriteBenchmark <folder>}; {@code -Dwarm}, {@code -Dsecs} are seconds, {@code -Dreps}
 * how often it is measured, of which the median counts.
 */
public final class WriteBenchmark {
  private static final int WARM = Integer.getInteger("warm", 3);
  private static final int SECONDS = Integer.getInteger("secs", 5);
  private static final int TIMES = Integer.getInteger("reps", 3);

  private static final ModelModule ITEMS =
      models ->
          models
              .model("bench.item")
              .fields(
                  text("name").required(),
                  text("status"),
                  decimal("total", 2),
                  integer("revision"),
                  text("pad"))
              .implementsSyncer();
  private static final Values ITEM =
      Values.values()
          .with("name", "Ada Lovelace")
          .with("status", "SHIPPED")
          .with("total", "12.50")
          .with("revision", 1)
          .with("pad", "x".repeat(100));

  private WriteBenchmark() {}

  /** Rates of one measurement; times of a unit of work in milliseconds. */
  private record Rate(double records, double units, double median, double slow) {}

  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 1) {
      throw new IllegalArgumentException("WriteBenchmark <folder>");
    }
    Path folder = Path.of(arguments[0]);
    for (Synchronous synchronous : Synchronous.values()) {
      for (int batch : List.of(1, 16, 64, 256)) {
        measure(folder, synchronous, 1, batch, "batch=" + batch);
      }
    }
    measure(folder, Synchronous.FULL, 8, 1, "group commit, 8 callers, at most 64");
    measure(folder, Synchronous.FULL, 64, 1, "group commit, 64 callers, at most 64");
    measure(folder, Synchronous.NORMAL, 64, 1, "group commit, 64 callers, at most 64");
  }

  private static void measure(
      Path folder, Synchronous synchronous, int callers, int batch, String name) throws Exception {
    List<Rate> rates = new ArrayList<>();
    try (Folder own = Folder.in(folder);
        Syncer syncer =
            Syncer.builder()
                .models(ModelModules.of(ITEMS))
                .install(
                    JdbiStoreModule.sqlite(
                        SqliteOptions.builder(own.path().resolve("w.db"))
                            .synchronous(synchronous)
                            .build()))
                .build()
                .open()) {
      List<Caller> all = start(syncer.database(), callers, batch);
      await(WARM);
      for (int i = 0; i < TIMES; i++) {
        rates.add(rate(all, batch));
      }
      for (Caller caller : all) {
        caller.end();
      }
    }
    rates.sort(Comparator.comparingDouble(Rate::records));
    print("syncer wal sync=" + synchronous + " " + name, rates);
  }

  private static List<Caller> start(Database database, int callers, int batch) {
    List<Caller> all = new ArrayList<>();
    for (int i = 0; i < callers; i++) {
      Caller caller = new Caller(database, batch);
      caller.start();
      all.add(caller);
    }
    return all;
  }

  private static Rate rate(List<Caller> callers, int batch) throws InterruptedException {
    callers.forEach(Caller::taken);
    long begin = System.nanoTime();
    await(SECONDS);
    double seconds = (System.nanoTime() - begin) / 1e9;
    long[] times =
        callers.stream().flatMap(c -> c.taken().stream()).mapToLong(n -> n).sorted().toArray();
    if (times.length == 0) {
      throw new IllegalStateException("no unit of work ended in " + SECONDS + " s");
    }
    double units = times.length / seconds;
    return new Rate(
        units * batch,
        units,
        times[times.length / 2] / 1e6,
        times[(int) (times.length * 0.99)] / 1e6);
  }

  private static void await(int seconds) throws InterruptedException {
    boolean isNever = new CountDownLatch(1).await(seconds, TimeUnit.SECONDS);
    if (isNever) {
      throw new IllegalStateException("nobody counts down");
    }
  }

  @SuppressWarnings("SystemOut") // what the caller reads
  private static void print(String label, List<Rate> rates) {
    Rate median = rates.get(rates.size() / 2);
    System.out.printf(
        Locale.ROOT,
        "{\"label\":\"%s\",\"recordsPerSec\":%.0f,\"txnPerSec\":%.0f,\"p50ms\":%.3f,\"p99ms\":%.3f,"
            + "\"min\":%.0f,\"max\":%.0f}%n",
        label,
        median.records(),
        median.units(),
        median.median(),
        median.slow(),
        rates.get(0).records(),
        rates.get(rates.size() - 1).records());
  }

  /** Somebody who writes again and again. */
  private static final class Caller extends Thread {
    private final Database database;
    private final List<Values> records;
    private List<Long> times = new ArrayList<>();
    private volatile boolean isEnding;

    Caller(Database database, int batch) {
      super("caller");
      this.database = database;
      this.records = Collections.nCopies(batch, ITEM);
    }

    @Override
    public void run() {
      while (!isEnding) {
        long begin = System.nanoTime();
        database.write(User.SYSTEM, unit -> unit.model("bench.item").create(records));
        add(System.nanoTime() - begin);
      }
    }

    private synchronized void add(long nanos) {
      times.add(nanos);
    }

    /** How long each unit of work took since the last look, in nanoseconds. */
    synchronized List<Long> taken() {
      List<Long> taken = times;
      times = new ArrayList<>();
      return taken;
    }

    void end() throws InterruptedException {
      isEnding = true;
      join();
    }
  }
}
