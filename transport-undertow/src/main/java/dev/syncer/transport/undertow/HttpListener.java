package dev.syncer.transport.undertow;

import io.undertow.UndertowOptions;
import io.undertow.connector.ByteBufferPool;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.HttpHandler;
import io.undertow.server.protocol.http.HttpOpenListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;

/**
 * A port with the threads that serve it. Assembled from Undertow's parts rather than by its
 * builder, which leaves no place between accepting a connection and reading from it.
 */
final class HttpListener {
  private static final int BACKLOG = 1000;
  private static final int BUFFER = 16 * 1024;

  /** Threads that read files of pages. */
  private static final int WORKERS = 4;

  private static final int MAX_HEAD = 16 * 1024;

  /** Between two requests. */
  private static final int IDLE_MILLIS = 60_000;

  private final HttpOptions options;
  private final XnioWorker worker;
  private final ByteBufferPool buffers = new DefaultByteBufferPool(true, BUFFER, -1, 4);
  private final AcceptingChannel<StreamConnection> door;
  private final int port;

  /**
   * Takes the port; nobody is let in before {@link #serve}.
   *
   * @throws IOException if the address cannot be used
   */
  HttpListener(HttpOptions options) throws IOException {
    this.options = options;
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.getByName(options.host()), options.port());
    this.worker = worker(options);
    AcceptingChannel<StreamConnection> opened = null;
    try {
      opened =
          worker.createStreamConnectionServer(
              address,
              null,
              OptionMap.builder()
                  .set(Options.WORKER_IO_THREADS, worker.getIoThreadCount())
                  .set(Options.TCP_NODELAY, true)
                  .set(Options.REUSE_ADDRESSES, true)
                  .set(Options.BACKLOG, BACKLOG)
                  .getMap());
    } finally {
      if (opened == null) {
        worker.shutdownNow();
      }
    }
    this.door = opened;
    this.port = opened.getLocalAddress(InetSocketAddress.class).getPort();
  }

  private static XnioWorker worker(HttpOptions options) throws IOException {
    int ioThreads = options.ioThreads();
    if (ioThreads == 0) {
      ioThreads = Math.min(8, Runtime.getRuntime().availableProcessors());
    }
    return Xnio.getInstance(HttpListener.class.getClassLoader())
        .createWorker(
            OptionMap.builder()
                .set(Options.WORKER_NAME, "syncer-http")
                .set(Options.WORKER_IO_THREADS, ioThreads)
                .set(Options.WORKER_TASK_CORE_THREADS, WORKERS)
                .set(Options.WORKER_TASK_MAX_THREADS, WORKERS)
                .set(Options.TCP_NODELAY, true)
                .getMap());
  }

  int port() {
    return port;
  }

  /**
   * Lets connections in.
   *
   * @param tooMany JSON for those past the limit of their address
   */
  void serve(HttpHandler handler, byte[] tooMany) {
    HttpOpenListener http =
        new HttpOpenListener(
            buffers,
            OptionMap.builder()
                .set(UndertowOptions.MAX_HEADER_SIZE, MAX_HEAD)
                // Bodies are counted where they are read; a refused one is dropped, not counted.
                .set(UndertowOptions.MAX_ENTITY_SIZE, -1L)
                .set(UndertowOptions.REQUEST_PARSE_TIMEOUT, (int) options.headTimeout().toMillis())
                .set(UndertowOptions.NO_REQUEST_TIMEOUT, IDLE_MILLIS)
                .set(UndertowOptions.BUFFER_PIPELINED_DATA, true)
                .set(UndertowOptions.ALWAYS_SET_KEEP_ALIVE, false)
                .set(UndertowOptions.ENABLE_HTTP2, false)
                .getMap());
    FirstHead first = new FirstHead(options.headTimeout(), http);
    http.setRootHandler(
        exchange -> {
          first.arrived(exchange);
          handler.handleRequest(exchange);
        });
    ConnectionLimit limit = new ConnectionLimit(options.connectionsPerAddress(), first, tooMany);
    door.getAcceptSetter().set(ChannelListeners.openListenerAdapter(limit));
    door.resumeAccepts();
  }

  /** Lets no more connections in. Called once: a second time would wait for threads that ended. */
  void stopAccepting() {
    IoUtils.safeClose(door);
  }

  /** Ends all connections and threads; called once, after {@link #stopAccepting}. */
  void close() {
    worker.shutdownNow();
    try {
      worker.awaitTermination(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    buffers.close();
  }
}
