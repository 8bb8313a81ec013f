package dev.syncer.store.jdbi;

import static dev.syncer.store.jdbi.ContractFailures.failures;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Models that forget to protect something: a contract that lets one pass is no contract. */
final class RightsContractControlTest {
  private static final String READS = "reads_findWhatTheRulesLeave";
  private static final String AFTER = "record_afterACreateOrWrite_isWithinReach";
  private static final String HISTORY = "history_isOfWhatOneMayReadNow";
  private static final String HIDDEN = "hiddenField_named_answersLikeAnUnknownOne";
  private static final String READ_ONLY = "field_thatOthersWrite_isRefused";
  private static final String LISTS = "lists_withHiddenRecords_areWithoutThem";
  private static final String BOX = "grantToCreateAlone_isABoxToDropThingsInto";

  @Test
  void models_thatProtectAll_pass() {
    assertThat(
            failures(
                UnguardedModels.Sound.class, READS, AFTER, HISTORY, HIDDEN, READ_ONLY, LISTS, BOX))
        .isEmpty();
  }

  @Test
  void models_withoutRules_areCaught() {
    assertThat(failures(UnguardedModels.WithoutRules.class, READS, AFTER, HISTORY, BOX))
        .containsExactlyInAnyOrder(READS, AFTER, HISTORY);
  }

  @Test
  void models_thatShowAField_areCaught() {
    assertThat(failures(UnguardedModels.WithoutReaders.class, HISTORY, HIDDEN, READ_ONLY))
        .containsExactlyInAnyOrder(HISTORY, HIDDEN);
  }

  @Test
  void models_thatLetAFieldBeWritten_areCaught() {
    assertThat(failures(UnguardedModels.WithoutWriters.class, HIDDEN, READ_ONLY))
        .containsExactly(READ_ONLY);
  }

  @Test
  void models_thatGrantTooMuch_areCaught() {
    assertThat(failures(UnguardedModels.WithLargeGrants.class, READS, BOX)).contains(BOX);
  }

  @Test
  void models_thatShowWhatIsInLists_areCaught() {
    assertThat(failures(UnguardedModels.WithoutRulesOfTags.class, READS, LISTS))
        .containsExactly(LISTS);
  }
}
