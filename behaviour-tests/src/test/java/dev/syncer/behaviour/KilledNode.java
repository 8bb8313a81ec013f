package dev.syncer.behaviour;

import static dev.syncer.api.Group.group;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.util.Modules;
import dev.syncer.api.User;
import dev.syncer.behaviour.Failpoints.Point;
import dev.syncer.core.ModelModules;
import dev.syncer.core.Syncer;
import dev.syncer.core.SyncerModule;
import dev.syncer.core.SyncerOptions;
import dev.syncer.core.change.Commit;
import dev.syncer.core.spi.Store;
import dev.syncer.testkit.base.TestModule;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;

/**
 * The program in the process that {@link KillContract} kills: a node of its own, with failpoints.
 * It dies when whoever started it dies.
 */
public final class KilledNode {
  /** Marks its own lines among those of the log. */
  static final String SAYS = "killed-node: ";

  static final String READY = SAYS + "ready ";
  static final String ARMED = SAYS + "armed";
  static final String STUCK = SAYS + "stuck";
  static final String WRITTEN = SAYS + "written";

  private static final int BLOCK = 200;

  private KilledNode() {}

  /**
   * Runs a node until it is killed; for the {@code main} of a test.
   *
   * @param arguments those of {@code main}
   * @param store the store under test, which keeps its files in the folder
   * @param others the transport, RPC, and an authenticator that takes the id of a user as {@code
   *     uid}
   */
  public static void serve(String[] arguments, Function<Path, Module> store, Module... others)
      throws IOException {
    Path folder = Path.of(arguments[0]);
    Failpoints failpoints = new Failpoints(() -> System.out.println(STUCK));
    Injector injector = injector(failpoints, store.apply(folder), others);
    Syncer syncer = injector.getInstance(Syncer.class).open();
    syncer.database().write(User.SYSTEM, KillModule::fill);
    syncer.start();
    System.out.println(READY + syncer.address());
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String order = orders.readLine(); order != null; order = orders.readLine()) {
      String[] words = order.split(" ");
      if (words[0].equals("arm")) {
        failpoints.arm(Point.valueOf(words[1]), Integer.parseInt(words[2]));
        System.out.println(ARMED);
      } else {
        List<KillCommit> log = log(injector.getInstance(Store.class));
        Files.writeString(Path.of(words[1]), JsonMapper.shared().writeValueAsString(log));
        System.out.println(WRITTEN);
      }
    }
    Runtime.getRuntime().halt(0);
  }

  private static Injector injector(Failpoints failpoints, Module store, Module... others) {
    SyncerOptions options =
        SyncerOptions.builder()
            .snapshotChunk(5)
            .frameLimit(4 * 1024)
            .outboundShare(256 * 1024)
            .build();
    List<Module> all = new ArrayList<>(List.of(others));
    all.add(store);
    all.add(
        new SyncerModule(
            options, ModelModules.of(new TestModule(group("user")), new KillModule())));
    return Guice.createInjector(Modules.override(all).with(failpoints.around(store)));
  }

  /** What the database says that happened. */
  static List<KillCommit> log(Store store) {
    List<KillCommit> all = new ArrayList<>();
    List<Commit> block = store.read(transaction -> transaction.log(0, BLOCK));
    while (!block.isEmpty()) {
      block.stream().map(KillCommit::of).filter(KillCommit::isSubscribed).forEach(all::add);
      long last = block.get(block.size() - 1).position();
      block = store.read(transaction -> transaction.log(last, BLOCK));
    }
    return all;
  }
}
