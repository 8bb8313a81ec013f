package dev.syncer.core;

import java.lang.System.Logger.Level;
import java.util.Optional;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLoggerFactory;

/** Says once that nothing is logged, where the application has no library that would. */
final class NoLog {
  private static final String SENTENCE =
      "Nothing is logged, since no provider for SLF4J is on the class path. Errors that"
          + " answers name by an id cannot be looked up. Add one, for example"
          + " ch.qos.logback:logback-classic.";

  private NoLog() {}

  /** The log cannot say it itself, so that of the JDK does, which writes to the console. */
  static void tellIfSo() {
    sentence(LoggerFactory.getILoggerFactory())
        .ifPresent(words -> System.getLogger("dev.syncer").log(Level.WARNING, words));
  }

  /** What to say where loggers of this kind do nothing; empty for all others. */
  static Optional<String> sentence(ILoggerFactory loggers) {
    return loggers instanceof NOPLoggerFactory ? Optional.of(SENTENCE) : Optional.empty();
  }
}
