package dev.syncer.core.spi;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a {@linkplain Store#health probe of a store} found.
 *
 * @param troubles what does not work; empty where all is well
 */
public record StoreHealth(List<Trouble> troubles) {

  /** What can be in trouble apart from the others. */
  public enum Part {
    WRITER,
    READERS
  }

  /**
   * Something that does not work.
   *
   * @param what a sentence for operators, with neither values nor paths
   * @param lasting for how long that is known
   */
  public record Trouble(Part part, String what, Duration lasting) {}

  public StoreHealth {
    troubles = List.copyOf(troubles);
  }

  /** Whether everything works. */
  public boolean isWell() {
    return troubles.isEmpty();
  }

  /** Asks a store by its own means: a read, and a unit of work that writes nothing. */
  static StoreHealth asked(Store store, Duration within) {
    List<Trouble> troubles = new ArrayList<>();
    ask(Part.WRITER, within, () -> store.write(ReadTransaction::head), troubles);
    ask(Part.READERS, within, () -> store.read(ReadLane.PROBE, ReadTransaction::head), troubles);
    return new StoreHealth(troubles);
  }

  private static void ask(Part part, Duration within, Runnable probe, List<Trouble> troubles) {
    try {
      Deadline.after(within)
          .during(
              () -> {
                probe.run();
                return null;
              });
    } catch (TimeOverException e) {
      troubles.add(
          new Trouble(part, "no answer to a probe within " + within.toMillis() + " ms", within));
    } catch (StoreException e) {
      troubles.add(new Trouble(part, String.valueOf(e.getMessage()), Duration.ZERO));
    }
  }
}
