package dev.syncer.store.jdbi;

import dev.syncer.core.model.Model;
import dev.syncer.core.model.Registry;
import dev.syncer.core.spi.StoreException;
import dev.syncer.core.spi.StoreHealth;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A process of its own that creates texts of 20 kB without end and says after each how it went, so
 * that somebody can take its room away and give it back.
 */
final class DiskFullProcess {
  private DiskFullProcess() {}

  public static void main(String[] arguments) {
    Registry registry = TestModels.items();
    Model item = TestModels.item(registry);
    JdbiStore store = new JdbiStore(SqliteOptions.builder(Path.of(arguments[0])).build());
    store.open(registry);
    String text = "x".repeat(20_000);
    for (long i = 0; true; i++) {
      String name = i + " " + text;
      String outcome;
      try {
        outcome = "ok " + store.write(tx -> TestModels.create(tx, item, name)).position();
      } catch (StoreException e) {
        outcome = "failed " + e.getMessage();
      }
      StoreHealth health = store.health(Duration.ofSeconds(30));
      String readable = store.read(tx -> tx.head()) >= 0 ? "readable" : "unreadable";
      System.out.println(i + " " + word(health) + " " + readable + " " + outcome);
    }
  }

  private static String word(StoreHealth health) {
    if (health.isWell()) {
      return "well";
    }
    boolean isBehind =
        health.troubles().stream().allMatch(trouble -> trouble.what().contains("write-ahead log"));
    return isBehind ? "behind" : "ill";
  }
}
