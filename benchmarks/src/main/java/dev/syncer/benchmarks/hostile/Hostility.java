package dev.syncer.benchmarks.hostile;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What one user does, again and again until he is stopped; the cases by their numbers. */
enum Hostility {
  P4("240 windows of 1,000 over 20,000 records") {
    @Override
    void once(Calls user, Run run) throws InterruptedException {
      for (int connection = 0; connection < 2; connection++) {
        int number = connection;
        WebSocket socket = run.socket(user);
        for (int batch = 0; batch < 3; batch++) {
          int from = 1 + 40 * batch;
          send(
              socket,
              array(
                  40,
                  i ->
                      Calls.request(
                          from + i,
                          "syncer.subscribe",
                          ("{\"channel\":\"demo:bench.tag\",\"order\":\"name desc\",\"limit\":1000,"
                                  + "\"snapshot\":true,\"filter\":[[\"n\",\">\",%d]]}")
                              .formatted(1_000 * number + from + i))));
        }
      }
      run.pause(2_000);
      run.closeSockets();
    }
  },
  P11("three costly live filters, and values for them") {
    @Override
    void once(Calls user, Run run) throws IOException, InterruptedException {
      if (run.isFirst()) {
        WebSocket socket = run.socket(user);
        for (int length : List.of(32_000, 1_000)) {
          for (int i = 0; i < 3; i++) {
            send(
                socket,
                Calls.request(
                    1 + i + length,
                    "syncer.subscribe",
                    "{\"channel\":\"demo:bench.text\",\"filter\":[%s]}"
                        .formatted(like("a".repeat(length - 1 - i) + "b"))));
          }
        }
      }
      String value = "a".repeat(65_535 - run.number() % 2);
      user.model("bench.text", "write", "[[1],{\"body\":\"" + value + "\"}]");
    }
  },
  P12("8 searches with costly filters at a time") {
    @Override
    int threads() {
      return 8;
    }

    @Override
    void once(Calls user, Run run) throws IOException, InterruptedException {
      int length = run.isFirst() ? 32_000 : 950;
      String terms =
          IntStream.range(0, 16)
              .mapToObj(i -> like("a".repeat(length + i) + "b"))
              .collect(Collectors.joining(","));
      user.model("bench.text", "search_count", "[[" + "\"|\",".repeat(15) + terms + "]]");
    }
  },
  P13("comes back with an old cursor, as a user whose links are limited") {
    @Override
    void once(Calls user, Run run) throws InterruptedException {
      WebSocket socket = run.socket(user);
      send(
          socket,
          Calls.request(
              1,
              "syncer.subscribe",
              "{\"channel\":\"demo:bench.task\",\"cursor\":\"" + run.cursor() + "\"}"));
      run.pause(500);
      run.closeSockets();
    }
  },
  P15("a list of 60,000 ids, which is refused, and one of 1,000") {
    @Override
    void once(Calls user, Run run) throws IOException, InterruptedException {
      int count = run.number() % 2 == 0 ? 60_000 : 1_000;
      String ids = array(count, i -> String.valueOf(1 + i % HostileNode.ITEMS));
      user.model("bench.task", "write", "[[1],{\"tag_ids\":[[\"set\"," + ids + "]]}]");
      user.model("bench.task", "write", "[[1],{\"tag_ids\":[[\"set\",[]]]}]");
    }
  },
  P16("4,000 links and unlinks of one id, and 20,000 unlinks") {
    @Override
    void once(Calls user, Run run) throws IOException, InterruptedException {
      String turns = array(4_000, i -> "[\"link\",7],[\"unlink\",7]");
      user.model("bench.task", "write", "[[2],{\"tag_ids\":" + turns + "}]");
      String many = array(20_000, i -> "[\"unlink\",1]");
      user.model("bench.task", "write", "[[2],{\"tag_ids\":" + many + "}]");
    }
  },
  P17("20,000 empty records in a call, which is refused, and 1,000") {
    @Override
    void once(Calls user, Run run) throws IOException, InterruptedException {
      int count = run.number() % 2 == 0 ? 20_000 : 1_000;
      user.model("bench.tag", "create", "[" + array(count, i -> "{}") + "]");
    }
  },
  P18("200 requests that drip") {
    @Override
    void once(Calls user, Run run) throws InterruptedException {
      run.drip(200);
      run.pause(200);
    }
  };

  final String what;

  Hostility(String what) {
    this.what = what;
  }

  /** How many do it at a time, all of them the same user. */
  int threads() {
    return 1;
  }

  abstract void once(Calls user, Run run) throws IOException, InterruptedException;

  private static String like(String pattern) {
    return "[\"body\",\"like\",\"" + pattern + "\"]";
  }

  private static String array(int count, IntFunction<String> each) {
    return IntStream.range(0, count).mapToObj(each).collect(Collectors.joining(",", "[", "]"));
  }

  private static void send(WebSocket socket, String text) {
    socket.sendText(text, true).join();
  }

  /** One that goes on. */
  static final class Run implements AutoCloseable {
    private final URI server;
    private final String cursor;
    private final List<WebSocket> sockets = new ArrayList<>();
    private final List<Socket> dripping = new ArrayList<>();
    private int number;

    Run(URI server, String cursor) {
      this.server = server;
      this.cursor = cursor;
    }

    void next() {
      number++;
    }

    /** How often it was done before. */
    int number() {
      return number;
    }

    boolean isFirst() {
      return number == 0;
    }

    String cursor() {
      return cursor;
    }

    void pause(int millis) throws InterruptedException {
      TimeUnit.MILLISECONDS.sleep(millis);
    }

    WebSocket socket(Calls user) {
      WebSocket socket = user.open(message -> {});
      sockets.add(socket);
      return socket;
    }

    void closeSockets() {
      sockets.forEach(WebSocket::abort);
      sockets.clear();
    }

    /** Keeps so many requests open from another address, and sends a byte on each. */
    void drip(int count) {
      dripping.removeIf(socket -> !isAlive(socket));
      while (dripping.size() < count) {
        try {
          Socket socket = new Socket();
          socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.2"), 0));
          socket.connect(new InetSocketAddress(server.getHost(), server.getPort()));
          socket
              .getOutputStream()
              .write(
                  ("GET /syncer/health HTTP/1.1\r\nHost: "
                          + server.getAuthority()
                          + "\r\nContent-Length: 1000000\r\n\r\n")
                      .getBytes(StandardCharsets.US_ASCII));
          dripping.add(socket);
        } catch (IOException e) {
          return; // it takes no more
        }
      }
    }

    private static boolean isAlive(Socket socket) {
      try {
        socket.getOutputStream().write('x');
        return true;
      } catch (IOException e) {
        return false;
      }
    }

    @Override
    public void close() {
      closeSockets();
      for (Socket socket : dripping) {
        try {
          socket.close();
        } catch (IOException e) {
          continue; // it is closed
        }
      }
    }
  }
}
