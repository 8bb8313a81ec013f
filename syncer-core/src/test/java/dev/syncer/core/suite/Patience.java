package dev.syncer.core.suite;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * How long tests wait for what has to come, where they say nothing else: so long that no slow
 * machine decides a verdict. Awaitility waits 10 s, which a machine of a third of the speed, with
 * another build beside it, does need now and then. Found by JUnit in all modules that have the
 * suites of core in their class path.
 */
public final class Patience implements LauncherSessionListener {
  static final Duration MOST = Duration.ofSeconds(90);

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    Awaitility.setDefaultTimeout(MOST);
  }
}
