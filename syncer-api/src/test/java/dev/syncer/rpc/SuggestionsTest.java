package dev.syncer.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SuggestionsTest {
  private static final List<String> MODELS =
      List.of("project.tag", "project.task", "project.stage", "res.users");

  @Test
  void didYouMean_swappedLetters_findsTheNameAndNotAShorterOne() {
    assertThat(Suggestions.didYouMean("project.taks", MODELS))
        .isEqualTo(" Did you mean \"project.task\"?");
  }

  @Test
  void didYouMean_letterMissingOrTooMuch_findsTheName() {
    assertThat(Suggestions.didYouMean("res.user", MODELS)).contains("\"res.users\"");
    assertThat(Suggestions.didYouMean("project.staage", MODELS)).contains("\"project.stage\"");
  }

  @Test
  void didYouMean_nothingNear_saysNothing() {
    assertThat(Suggestions.didYouMean("sale.order", MODELS)).isEmpty();
    assertThat(Suggestions.didYouMean("", MODELS)).isEmpty();
  }
}
