package dev.syncer.e2e;

import java.util.List;

/**
 * How a program ended.
 *
 * @param code its exit code
 * @param out what it printed to stdout
 * @param err what it printed to stderr
 */
record Ended(int code, String out, String err) {

  /** The lines on stderr without those that merely tell the course of things. */
  List<String> complaints() {
    return err.lines().filter(line -> !line.matches("\\d\\d:\\d\\d:\\d\\d INFO .*")).toList();
  }
}
