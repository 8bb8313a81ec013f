package dev.syncer.core.fault;

import java.util.Arrays;

/** What went wrong at the bottom of an exception, in words for the author of the code. */
public final class RootCause {
  private static final int DEEPEST = 100;

  private RootCause() {}

  /**
   * The innermost cause and where it was thrown: {@code IllegalArgumentException: decimal("price",
   * 12): the scale is 0 to 9, at NotesModule.java:14}.
   *
   * @param place the class whose line is told, with those that are nested in it; where none of its
   *     lines is on the way, the first line is
   */
  public static String words(Throwable thrown, String place) {
    Throwable root = thrown;
    // The bound is for causes that go round in a circle.
    for (int i = 0; i < DEEPEST && root.getCause() != null; i++) {
      root = root.getCause();
    }
    StackTraceElement[] frames = root.getStackTrace();
    String line =
        Arrays.stream(frames)
            .filter(frame -> (frame.getClassName() + "$").startsWith(place + "$"))
            .findFirst()
            .or(() -> Arrays.stream(frames).findFirst())
            .filter(frame -> frame.getFileName() != null && frame.getLineNumber() > 0)
            .map(frame -> ", at " + frame.getFileName() + ":" + frame.getLineNumber())
            .orElse("");
    return root + line;
  }
}
