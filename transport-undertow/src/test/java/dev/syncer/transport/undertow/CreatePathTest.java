package dev.syncer.transport.undertow;

import static dev.syncer.api.Group.group;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Module;
import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.core.Syncer;
import dev.syncer.core.SyncerOptions;
import dev.syncer.core.spi.Store;
import dev.syncer.core.spi.WriteTransaction;
import dev.syncer.rpc.core.Limits;
import dev.syncer.testkit.adapters.WireClient;
import dev.syncer.testkit.base.TestModule;
import dev.syncer.transport.undertow.suite.UndertowNode;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The way of a create from the socket to the table: how many threads it passes, and how many frames
 * of our own stand on their stacks. A stranger with a debugger has to climb through all of them.
 */
class CreatePathTest {
  private static final int MOST_THREADS = 5;

  /** 46 where the body is there at once; where it comes later it is read on another way. */
  private static final int MOST_FRAMES = 49;

  @TempDir Path folder;

  /** Our frames by thread, from the outermost; each thread as it was where it went on. */
  private final Map<String, List<String>> path = new LinkedHashMap<>();

  private boolean isWatched;

  private synchronized void passed(String thread, Stream<String> methods) {
    if (isWatched) {
      List<String> ours =
          methods
              .filter(method -> method.startsWith("dev.syncer."))
              .filter(method -> !method.startsWith(CreatePathTest.class.getName()))
              .filter(method -> !method.contains("$$Lambda")) // hidden, but to a recording
              .toList();
      path.putIfAbsent(thread, ours);
    }
  }

  private void passedHere(String thread) {
    passed(
        thread,
        Stream.of(Thread.currentThread().getStackTrace())
            .map(frame -> frame.getClassName() + "." + frame.getMethodName()));
  }

  private static Object called(Object target, Method method, Object... arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            CreatePathTest.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  @SuppressWarnings("unchecked") // what is written is a function of a transaction
  private Store watched(Store store) {
    return proxy(
        Store.class,
        (self, method, arguments) -> {
          if (!method.getName().equals("write")) {
            return called(store, method, arguments == null ? new Object[0] : arguments);
          }
          passedHere("call");
          Function<WriteTransaction, Object> work =
              (Function<WriteTransaction, Object>) arguments[0];
          Function<WriteTransaction, Object> watched = real -> work.apply(watched(real));
          return called(store, method, watched);
        });
  }

  private WriteTransaction watched(WriteTransaction real) {
    return proxy(
        WriteTransaction.class,
        (self, method, arguments) -> {
          if (method.getName().equals("insert")) {
            passedHere("writer");
          }
          return called(real, method, arguments == null ? new Object[0] : arguments);
        });
  }

  private Module watched(Module inner) {
    return new AbstractModule() {
      @Override
      protected void configure() {
        bind(Store.class).toInstance(watched(Guice.createInjector(inner).getInstance(Store.class)));
      }
    };
  }

  @Test
  void create_fromSocketToTable_passesFewThreadsAndFrames() throws Exception {
    try (Syncer syncer =
            UndertowNode.in(
                    folder,
                    this::watched,
                    SyncerOptions.defaults(),
                    Limits.defaults(),
                    new TestModule(group("user")))
                .start();
        Recording recording = new Recording()) {
      Values ana = Values.values().with("name", "Ana").with("groups", List.of("user"));
      syncer.database().write(User.SYSTEM, unit -> unit.model("test.user").create(ana));
      String token = WireClient.login(syncer.address(), Map.of("uid", 1));
      recording.enable("jdk.ThreadStart").withStackTrace();
      recording.enable("jdk.VirtualThreadStart").withStackTrace();
      recording.start();
      synchronized (this) {
        isWatched = true;
      }

      String answer =
          WireClient.post(
                  syncer.address(),
                  "/web/dataset/call_kw",
                  WireClient.body(
                      Map.of(
                          "model",
                          "test.task",
                          "method",
                          "create",
                          "args",
                          List.of(Map.of("name", "t")),
                          "kwargs",
                          Map.of())),
                  token)
              .body();
      recording.stop();
      handedOver(recording);

      assertThat(answer).contains("\"result\"");
      int frames = path.values().stream().mapToInt(List::size).sum();
      System.out.println("A create passes " + path.size() + " threads and " + frames + " frames");
      assertThat(path).containsKeys("call", "writer").hasSizeLessThanOrEqualTo(MOST_THREADS);
      assertThat(frames).as("%s", path).isBetween(1, MOST_FRAMES);
    }
  }

  /** The threads that handed the call to the next, which they began for it. */
  private void handedOver(Recording recording) throws IOException {
    Path file = folder.resolve("threads.jfr");
    recording.dump(file);
    List<RecordedEvent> starts = new ArrayList<>();
    for (RecordedEvent each : RecordingFile.readAllEvents(file)) {
      if (each.getEventType().getName().endsWith("ThreadStart") && each.getStackTrace() != null) {
        starts.add(each);
      }
    }
    for (RecordedEvent each : starts) {
      List<String> methods =
          each.getStackTrace().getFrames().stream()
              .map(
                  frame ->
                      frame.getMethod().getType().getName() + "." + frame.getMethod().getName())
              .toList();
      if (methods.stream().anyMatch(method -> method.contains("RpcEndpoint"))) {
        passed("door " + path.size(), methods.stream());
      }
    }
  }
}
