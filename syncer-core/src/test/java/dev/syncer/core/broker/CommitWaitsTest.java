package dev.syncer.core.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommitWaitsTest {
  private final Progress progress = new Progress();
  private final Failures failures = new Failures();
  private final CommitWaits waits = new CommitWaits(progress, failures);
  private final RecordingOutlet outlet = new RecordingOutlet();
  private final ClientConnection connection = outlet.connection();
  private final List<String> done = new ArrayList<>();

  private void handOut(long position) {
    progress.reached(position);
    waits.handedOut();
  }

  @Test
  void task_forAPositionThatWasHandedOut_isDoneAtOnce() {
    progress.reached(5);

    waits.await(5, connection, () -> done.add("now"));

    assertThat(done).containsExactly("now");
  }

  @Test
  void task_forALaterPosition_waitsForJustThat_andIsDoneOnce() {
    waits.await(2, connection, () -> done.add("2"));

    handOut(1);
    assertThat(done).isEmpty();
    handOut(2);
    handOut(3);

    assertThat(done).containsExactly("2");
  }

  @Test
  void task_thatWaitsAgain_waitsForTheNextCommit() {
    waits.afterNext(
        connection,
        () -> {
          done.add("first");
          waits.afterNext(connection, () -> done.add("second"));
        });

    handOut(1);
    assertThat(done).containsExactly("first");
    handOut(2);

    assertThat(done).containsExactly("first", "second");
  }

  @Test
  void task_thatThrows_closesItsConnectionAlone() {
    RecordingOutlet other = new RecordingOutlet();
    waits.afterNext(
        connection,
        () -> {
          throw new IllegalStateException("on purpose");
        });
    waits.afterNext(other.connection(), () -> done.add("other"));

    handOut(1);

    assertThat(outlet.closed).isEqualTo(CloseCode.TRY_LATER);
    assertThat(connection.isClosed()).isTrue();
    assertThat(other.closed).isNull();
    assertThat(done).containsExactly("other");
    assertThat(failures.count()).isEqualTo(1);
  }
}
