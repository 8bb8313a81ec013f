package dev.syncer.behaviour;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The room that files of this process have. Needs {@code prlimit} of util-linux, which every Linux
 * has.
 */
final class PressureDisk {
  private PressureDisk() {}

  /** From now on no write to a file of this process succeeds. */
  static void fill() {
    limit("1");
  }

  /** Files may grow again. */
  static void free() {
    limit("unlimited");
  }

  private static void limit(String size) {
    String process = String.valueOf(ProcessHandle.current().pid());
    try {
      Process limiting =
          new ProcessBuilder("prlimit", "--pid", process, "--fsize=" + size + ":")
              .redirectErrorStream(true)
              .start();
      String said = new String(limiting.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (limiting.waitFor() != 0) {
        throw new IllegalStateException("prlimit said: " + said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
