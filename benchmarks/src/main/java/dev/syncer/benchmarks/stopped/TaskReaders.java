package dev.syncer.benchmarks.stopped;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Readers of tasks, all read by one thread, which notes how long commits took to reach them. */
final class TaskReaders implements AutoCloseable {
  /** More than the largest frame of a server. */
  private static final int BUFFER = 1024 * 1024;

  /** Well within the time after which a server takes somebody for gone. */
  private static final long PING_NANOS = TimeUnit.SECONDS.toNanos(20);

  private static final String PING =
      "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"syncer.ping\",\"params\":{}}";

  private final long epoch;
  private final Selector selector = Selector.open();
  private final List<TaskReader> readers = new CopyOnWriteArrayList<>();
  private final Thread thread = new Thread(this::run, "readers");
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
  private volatile Latencies latencies = new Latencies();
  private volatile boolean isClosed;
  private long pinged = System.nanoTime();

  /**
   * @param epoch of {@code System.nanoTime()}, from which on times are told
   */
  TaskReaders(long epoch) throws IOException {
    this.epoch = epoch;
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Connects one more, and waits until it is subscribed.
   *
   * @param stage whose tasks it sees; 0 for all
   * @param view what it holds; null if it only counts
   * @param receiveBuffer bytes of the socket's buffer; 0 for the system's default
   */
  TaskReader add(URI server, String token, int stage, @Nullable TaskView view, int receiveBuffer)
      throws IOException, InterruptedException {
    TaskReader reader = TaskReader.connect(server, token, stage, view, receiveBuffer);
    reader.channel().configureBlocking(false);
    reader.registered(reader.channel().register(selector, SelectionKey.OP_READ, reader));
    readers.add(reader);
    selector.wakeup();
    if (!await(() -> reader.isSubscribed() || reader.fault() != null, 20)
        || !reader.isSubscribed()) {
      throw new IOException(
          "reader %d was not subscribed; what went wrong: %s"
              .formatted(readers.size(), reader.fault()));
    }
    return reader;
  }

  /** Waits for something; false if it does not come in time. */
  static boolean await(BooleanSupplier condition, int seconds) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(1);
    }
    return true;
  }

  /** Begins to note times anew; those that were noted so far. */
  Latencies taken() {
    Latencies taken = latencies;
    latencies = new Latencies();
    return taken;
  }

  /** What went wrong with any of them. */
  List<String> faults() {
    return readers.stream().map(TaskReader::fault).filter(Objects::nonNull).toList();
  }

  private void run() {
    try {
      while (!isClosed) {
        selector.select(key -> read((TaskReader) key.attachment()), 500);
        ping();
      }
    } catch (ClosedSelectorException e) {
      // That is the end.
    } catch (IOException e) {
      readers.forEach(reader -> reader.fail("the selector failed: " + e));
    }
  }

  private void read(TaskReader reader) {
    try {
      reader.readable(buffer, latencies, epoch);
    } catch (IOException | RuntimeException e) {
      if (!isClosed) {
        reader.fail(String.valueOf(e.getMessage()));
        reader.stop();
      }
    }
  }

  /** Says that all are still there, but for those that are stopped. */
  private void ping() {
    if (System.nanoTime() - pinged < PING_NANOS) {
      return;
    }
    pinged = System.nanoTime();
    for (TaskReader reader : readers) {
      try {
        if (!reader.isStopped()) {
          reader.send(PING);
        }
      } catch (IOException e) {
        reader.fail("a ping: " + e.getMessage());
      }
    }
  }

  @Override
  public void close() throws IOException {
    isClosed = true;
    for (TaskReader reader : readers) {
      reader.channel().close();
    }
    selector.close();
  }
}
