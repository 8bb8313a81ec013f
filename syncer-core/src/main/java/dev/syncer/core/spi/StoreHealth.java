package dev.syncer.core.spi;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
  public record Trouble(Part part, String what, Duration lasting) {

    /**
     * What a probe of a part met with.
     *
     * @param within the time that it has
     * @param probe throws {@link StoreException} if the part does not work
     */
    public static Optional<Trouble> of(Part part, Duration within, Runnable probe) {
      try {
        Deadline.after(within)
            .during(
                () -> {
                  probe.run();
                  return null;
                });
        return Optional.empty();
      } catch (TimeOverException e) {
        return Optional.of(silent(part, within));
      } catch (StoreException e) {
        return Optional.of(new Trouble(part, String.valueOf(e.getMessage()), Duration.ZERO));
      }
    }

    /** That of a part which did not answer in time. */
    public static Trouble silent(Part part, Duration within) {
      return new Trouble(part, "no answer to a probe within " + within.toMillis() + " ms", within);
    }
  }

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
    Trouble.of(Part.WRITER, within, () -> store.write(ReadTransaction::head))
        .ifPresent(troubles::add);
    Trouble.of(Part.READERS, within, () -> store.read(ReadLane.PROBE, ReadTransaction::head))
        .ifPresent(troubles::add);
    return new StoreHealth(troubles);
  }
}
