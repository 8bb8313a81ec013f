package dev.syncer.core.fault;

import java.time.Duration;

/** The range of a setting, and the fault of one that is outside of it. */
public final class OptionCheck {
  private OptionCheck() {}

  /**
   * Lets a right value pass.
   *
   * @param option the name of the setting
   * @param rule what it takes, as in {@code 1 to 64 connections}
   * @throws StartupException with {@link ErrorCode#OPTION_INVALID} if the value is not right
   */
  public static void check(boolean isRight, String option, Object value, String rule) {
    if (!isRight) {
      throw new StartupException(
          ErrorCode.OPTION_INVALID,
          "the option " + option + " is \"" + value + "\", but takes " + rule + ".");
    }
  }

  /**
   * Lets a time pass that a timer can wait for, 1 ms to 24 days.
   *
   * @throws StartupException as {@link #check} does
   */
  public static void checkTime(String option, Duration time) {
    boolean isRight =
        time.compareTo(Duration.ofMillis(1)) >= 0
            && time.compareTo(Duration.ofMillis(Integer.MAX_VALUE)) <= 0;
    check(isRight, option, time, "at least 1 ms and at most 24 days");
  }
}
