package dev.syncer.benchmarks;

import static dev.syncer.api.Fields.integer;
import static dev.syncer.api.Fields.manyToOne;
import static dev.syncer.api.Fields.text;
import static dev.syncer.api.Filter.where;

import com.google.inject.Injector;
import dev.syncer.api.Field;
import dev.syncer.api.Filter;
import dev.syncer.api.ModelModule;
import dev.syncer.api.Ref;
import dev.syncer.api.User;
import dev.syncer.core.ModelModules;
import dev.syncer.core.Syncer;
import dev.syncer.core.broker.CloseCode;
import dev.syncer.core.broker.Connection;
import dev.syncer.core.broker.DefaultBroker;
import dev.syncer.core.broker.Frame;
import dev.syncer.core.broker.FrameKind;
import dev.syncer.core.broker.Outlet;
import dev.syncer.core.broker.SubscribeRequest;
import dev.syncer.core.change.Change;
import dev.syncer.core.change.ChangeKind;
import dev.syncer.core.change.Commit;
import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Conditions;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Row;
import dev.syncer.core.shape.ShapeRequest;
import dev.syncer.core.spi.Store;
import dev.syncer.store.jdbi.JdbiStoreModule;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a commit with one change costs the broker, by the number of shapes. Each page subscribes to
 * one of them. Beside it stands the delivery alone: the same commits where only those shapes exist
 * that they touch. What lies between the two is the price of all the others. Prints a table.
 *
 * <p>The broker is given the commits themselves, so that no disk is in the figures; pages count
 * their frames and drop them. The two take turns, and each figure is the median of its rounds.
 *
 * <p>{@code MatchingBenchmark}; {@code -Dmost} is the highest number of shapes, {@code -Drounds}
 * how often it is measured.
 */
public final class MatchingBenchmark {
  private static final int MOST = Integer.getInteger("most", 100_000);
  private static final int ROUNDS = Integer.getInteger("rounds", 41);
  private static final int COMMITS_OF_A_ROUND = 100;
  private static final int STAGES = 1_000;

  /** So many records take turns, each in a place of its own. */
  private static final int RECORDS = 20;

  private static final List<String> FIELDS =
      List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j");
  private static final ModelModule TASKS =
      models -> {
        models.model("bench.stage").fields(text("name"));
        models
            .model("bench.task")
            .fields(text("name"), integer("size"), manyToOne("stage_id", "bench.stage"))
            .fields(FIELDS.stream().map(name -> text(name)).toArray(Field<?>[]::new))
            .implementsSyncer();
      };

  private MatchingBenchmark() {}

  /** What pages ask for. */
  enum Kind {
    EQUALITY("`stage_id = n`, other fields each", i -> stage(i), true),
    SHARED("`stage_id = n`, equal ones shared", i -> stage(i), false),
    RANGE("`size >= a and size < b`", i -> range(i), true),
    MIXED("mixed: stage and range, stage or size, stages", i -> mixed(i), true);

    private final String words;
    private final IntFunction<Filter> filter;
    private final boolean areDifferent;

    Kind(String words, IntFunction<Filter> filter, boolean areDifferent) {
      this.words = words;
      this.filter = filter;
      this.areDifferent = areDifferent;
    }

    private static Filter stage(int i) {
      return where("stage_id", "=", 1 + i % STAGES);
    }

    private static Filter range(int i) {
      return where("size", ">=", 10 * i).and(where("size", "<", 10 * i + 10));
    }

    private static Filter mixed(int i) {
      return switch (i % 3) {
        case 0 -> stage(i).and(where("size", ">=", 10 * (i / 2)));
        case 1 -> stage(i).or(where("size", "=", 10 * i));
        default -> where("stage_id", "in", List.of(1 + i % STAGES, 1 + (i + 1) % STAGES));
      };
    }

    ShapeRequest request(Model task, int i) {
      List<String> fields = new ArrayList<>(List.of("name"));
      int number = areDifferent ? i / STAGES : 0;
      IntStream.range(0, FIELDS.size())
          .filter(bit -> (number >> bit & 1) == 1)
          .forEach(bit -> fields.add(FIELDS.get(bit)));
      return new ShapeRequest(task, filter.apply(i), fields, List.of(), null);
    }
  }

  /**
   * What was measured of a set of shapes.
   *
   * @param touched pages that get a frame of a commit, on average
   */
  record Cost(double microseconds, double touched) {}

  /** One of the table's lines. */
  record Line(Cost all, Cost delivery) {
    double ratio() {
      return all.microseconds / delivery.microseconds;
    }
  }

  public static void main(String[] arguments) throws Exception {
    measure(Kind.EQUALITY, Math.min(MOST, 1_000)); // the compiler's time is nobody's cost
    print(
        "| filters | shapes | pages a commit reaches | µs a commit | delivery alone, µs | ratio |");
    print("|---|---|---|---|---|---|");
    Map<Integer, Line> equality = new HashMap<>();
    for (Kind kind : Kind.values()) {
      for (int shapes = 100; shapes <= MOST; shapes *= 10) {
        Line line = measure(kind, shapes);
        if (kind == Kind.EQUALITY) {
          equality.put(shapes, line);
        }
        print(
            String.format(
                Locale.ROOT,
                "| %s | %,d | %.1f | %.1f | %.1f | %.2f |",
                kind.words,
                shapes,
                line.all.touched,
                line.all.microseconds,
                line.delivery.microseconds,
                line.ratio()));
      }
    }
    Line few = equality.get(1_000);
    Line many = equality.get(100_000);
    if (few != null && many != null) {
      double bound = few.all.microseconds + many.delivery.microseconds;
      print(
          String.format(
              Locale.ROOT,
              "%n100,000 shapes `stage_id = n` over %,d stages: %.1f µs a commit, %.2f times that of"
                  + " 1,000 shapes and of the delivery (%.1f + %.1f µs).",
              STAGES,
              many.all.microseconds,
              many.all.microseconds / bound,
              few.all.microseconds,
              many.delivery.microseconds));
    }
  }

  @SuppressWarnings("SystemOut") // what the caller reads
  private static void print(String line) {
    System.out.println(line);
  }

  /** The cost of commits with so many shapes, and with those alone that they touch. */
  static Line measure(Kind kind, int shapes) throws Exception {
    int[] all = IntStream.range(0, shapes).toArray();
    Model task = Registry.of(List.of(TASKS)).model("bench.task").orElseThrow();
    List<Row> rows = rows(task, shapes);
    int[] touched =
        Arrays.stream(all)
            .filter(
                i -> {
                  Condition condition =
                      Conditions.normal(Conditions.of(task, kind.filter.apply(i)));
                  return rows.stream().anyMatch(condition::matches);
                })
            .toArray();
    try (Node many = new Node(kind, all, shapes);
        Node few = new Node(kind, touched, shapes)) {
      for (int round = 0; round < ROUNDS; round++) { // the compiler's time is nobody's cost
        many.round();
        few.round();
      }
      many.forget();
      few.forget();
      for (int round = 0; round < ROUNDS; round++) { // by turns: what disturbs one disturbs both
        many.round();
        few.round();
      }
      return new Line(many.cost(), few.cost());
    }
  }

  /** A broker with pages, each of which subscribes to one shape. */
  private static final class Node implements AutoCloseable {
    private final Folder folder = Folder.temporary();
    private final LongAdder frames = new LongAdder();
    private final List<Double> times = new ArrayList<>();
    private final Syncer syncer;
    private final DefaultBroker broker;
    private final List<Row> rows;
    private long position;

    Node(Kind kind, int[] wanted, int shapes) throws Exception {
      Injector injector =
          Syncer.builder()
              .models(ModelModules.of(TASKS))
              .install(JdbiStoreModule.sqlite(folder.path().resolve("matching.db")))
              .injector();
      syncer = injector.getInstance(Syncer.class).open();
      broker = injector.getInstance(DefaultBroker.class);
      // The next commit follows the last one: a broker notices a gap.
      position = injector.getInstance(Store.class).read(transaction -> transaction.head());
      Model task = injector.getInstance(Registry.class).model("bench.task").orElseThrow();
      rows = rows(task, shapes);
      List<Connection> pages = new ArrayList<>();
      for (int i : wanted) {
        Connection page = broker.connect(new Page(frames), User.SYSTEM);
        page.subscribe(
            List.of(new SubscribeRequest(kind.request(task, i), null, false)), all -> {});
        pages.add(page);
      }
      broker.flushed().toCompletableFuture().get();
      if (!pages.stream().allMatch(Connection::isLive)) {
        throw new IllegalStateException("a page is not live, though nothing has happened");
      }
    }

    void round() throws Exception {
      List<Commit> commits = new ArrayList<>();
      for (int i = 0; i < COMMITS_OF_A_ROUND; i++) {
        commits.add(write(rows.get(i % rows.size()), ++position));
      }
      long begin = System.nanoTime();
      commits.forEach(broker::committed);
      broker.flushed().toCompletableFuture().get();
      times.add((System.nanoTime() - begin) / 1e3 / COMMITS_OF_A_ROUND);
    }

    void forget() {
      times.clear();
      frames.reset();
    }

    Cost cost() {
      double commits = (double) times.size() * COMMITS_OF_A_ROUND;
      times.sort(null);
      return new Cost(times.get(times.size() / 2), frames.sum() / commits);
    }

    @Override
    public void close() throws IOException {
      syncer.close();
      folder.close();
    }
  }

  private static Commit write(Row row, long position) {
    Map<ModelField, @Nullable Object> old = new HashMap<>();
    old.put(row.definition().field("name").orElseThrow(), "before");
    Change change = new Change(ChangeKind.WRITE, row, old, false);
    return new Commit(position, Instant.EPOCH, User.SYSTEM, null, List.of(change));
  }

  /** Records in stages and sizes that lie apart. */
  private static List<Row> rows(Model task, int shapes) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < RECORDS; i++) {
      int place = i * Math.min(shapes, STAGES) / RECORDS;
      Map<String, @Nullable Object> values = new HashMap<>();
      FIELDS.forEach(field -> values.put(field, "some text"));
      values.put("name", "after");
      values.put("size", 10L * place + 3);
      values.put("stage_id", Ref.of(1 + place, "stage"));
      values.put("id", 1L + i);
      values.put("version", 2L);
      values.put("create_date", Instant.EPOCH);
      values.put("write_date", Instant.EPOCH);
      @Nullable Object[] all = new @Nullable Object[task.fields().size()];
      task.fields().forEach(field -> all[field.index()] = values.get(field.name()));
      rows.add(Row.of(task, all));
    }
    return rows;
  }

  /** A page that counts the commits it gets. */
  private record Page(LongAdder frames) implements Outlet {
    @Override
    public void send(Frame frame) {
      if (frame.kind() == FrameKind.COMMIT) {
        frames.increment();
      }
    }

    @Override
    public long pendingBytes() {
      return 0;
    }

    @Override
    public void close(CloseCode code, String reason) {
      throw new IllegalStateException("closed: " + code + " " + reason);
    }
  }
}
