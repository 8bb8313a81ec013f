package dev.syncer.core.fault;

import java.util.List;

/** The start was stopped. Holds every fault that was found, so that one look is enough. */
public final class StartupException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> faults;

  /**
   * @param faults messages of {@link ErrorCode#message}, at least one
   */
  public StartupException(List<String> faults) {
    super(text(faults));
    this.faults = List.copyOf(faults);
  }

  /** One fault. */
  public StartupException(ErrorCode code, String text) {
    this(List.of(code.message(text)));
  }

  /** The faults, in the order in which they were found. */
  public List<String> faults() {
    return faults;
  }

  private static String text(List<String> faults) {
    if (faults.size() == 1) {
      return faults.get(0);
    }
    StringBuilder all = new StringBuilder(faults.size() + " faults stop the start:");
    for (int i = 0; i < faults.size(); i++) {
      all.append("\n  ").append(i + 1).append(". ").append(faults.get(i));
    }
    return all.toString();
  }
}
