package dev.syncer.examples.board;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file of tasks that is not imported. Its message names the first faults, one a line. */
final class ImportException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int MOST = 20;

  /**
   * @param faults what is wrong and in which line, at least one
   */
  ImportException(Path file, List<String> faults) {
    super(text(file, faults));
  }

  private static String text(Path file, List<String> faults) {
    String start = "nothing was imported from \"" + file + "\"";
    if (faults.size() == 1) {
      return start + ": " + faults.get(0);
    }
    List<String> lines = new ArrayList<>();
    lines.add(start + ", it has " + faults.size() + " faults:");
    faults.stream().limit(MOST).forEach(fault -> lines.add("  " + fault));
    if (faults.size() > MOST) {
      lines.add("  and " + (faults.size() - MOST) + " more.");
    }
    return String.join("\n", lines);
  }
}
