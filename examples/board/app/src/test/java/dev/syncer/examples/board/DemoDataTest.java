package dev.syncer.examples.board;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncer.examples.board.model.Person;
import dev.syncer.examples.board.model.Stage;
import dev.syncer.examples.board.model.Task;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoDataTest {
  @TempDir private Path folder;

  @Test
  void emptyDatabase_isFilledOnce() {
    try (BoardDatabase board = new BoardDatabase(folder)) {
      DemoData.seed(board.database());

      DemoData.seed(board.database());

      assertThat(board.count(Person.MODEL)).isEqualTo(3);
      assertThat(board.count(Stage.MODEL)).isEqualTo(4);
      assertThat(board.count(Task.MODEL)).isEqualTo(12);
    }
  }

  @Test
  void demoPeople_logInByNamingThemselves() {
    try (BoardDatabase board = new BoardDatabase(folder)) {
      DemoData.seed(board.database());
      DemoAuthenticator authenticator = new DemoAuthenticator(board.database());

      assertThat(authenticator.authenticate(Map.of("db", "demo", "login", "chloe"))).hasValue(3);
      assertThat(authenticator.authenticate(Map.of("login", "nobody"))).isEmpty();
      assertThat(authenticator.authenticate(Map.of("db", "other", "login", "ana"))).isEmpty();
      assertThat(authenticator.authenticate(Map.of())).isEmpty();
    }
  }
}
