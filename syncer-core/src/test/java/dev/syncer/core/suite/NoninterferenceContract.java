package dev.syncer.core.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Module;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Pairs of worlds that differ only in what somebody may not read: values of hidden fields, contents
 * of records out of reach, names of those that links point at, names of users, records that are not
 * there, which of them lists hold, and what others subscribe to. All that this user receives in
 * both is equal to the byte, cursors apart: frames of subscriptions, answers to reads, searches,
 * counts and history, refusals, messages, and who else has joined a topic. See {@link WorldSecrets}
 * and {@link WorldTwins} for what differs, {@link WorldMeetings} for what happens out of reach, and
 * {@link WorldBundle} for the one thing that does not, since it would be told by chance. A store
 * passes it as a subclass.
 *
 * <p>A fourth of the pairs differ also in whether hidden fields are written at all; versions and
 * dates, which move by that and are told on purpose, are neither looked at nor asked for then.
 *
 * <p>The profile {@code long} and {@code -Dsyncer.seeds=N} run more seeds, {@code -Dsyncer.seed=S}
 * repeats that one.
 */
public abstract class NoninterferenceContract {
  @TempDir Path directory;

  /** The Guice module of the store under test; of an empty directory. */
  protected abstract Module store(Path directory);

  @Test
  @Tag("longer")
  void received_inWorldsThatDifferInSecrets_isEqual() {
    Seeds seeds = Seeds.of("NoninterferenceContract", 20, 200);
    AtomicInteger received = new AtomicInteger();
    AtomicInteger secrets = new AtomicInteger();
    List<String> faults =
        seeds.stream()
            .parallel()
            .mapToObj(seed -> pair(seed, WorldTampering.NONE))
            .peek(pair -> received.addAndGet(pair.received()))
            .peek(pair -> secrets.addAndGet(pair.secrets()))
            .flatMap(pair -> pair.fault().stream())
            .limit(5)
            .toList();
    System.out.println(received + " answers and frames, " + secrets + " secrets");

    assertThat(faults).as("repeat with -Dsyncer.seed").isEmpty();
    // Worlds without secrets, or in which nothing is told, would show nothing.
    assertThat(received).hasValueGreaterThan(20 * seeds.count());
    assertThat(secrets).hasValueGreaterThan(seeds.isOne() ? -1 : 5 * seeds.count());
  }

  @ParameterizedTest
  @EnumSource(
      value = WorldTampering.class,
      names = {"NONE"},
      mode = EnumSource.Mode.EXCLUDE)
  void worlds_ofAServerThatTellsTooMuch_differ(WorldTampering tampering) {
    Seeds.assertFound(
        tampering,
        tampering.firstSeed(),
        seed -> pair(seed, tampering).fault(),
        seed -> pair(seed, WorldTampering.NONE).fault());
  }

  private WorldPair pair(long seed, WorldTampering tampering) {
    return Seeds.inFolder(
        directory,
        one ->
            Seeds.inFolder(
                directory, other -> WorldPair.run(seed, store(one), store(other), tampering)));
  }
}
