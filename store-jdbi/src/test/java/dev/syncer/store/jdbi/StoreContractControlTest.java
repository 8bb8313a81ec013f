package dev.syncer.store.jdbi;

import static dev.syncer.store.jdbi.ContractFailures.failures;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Stores with known faults: a contract that lets one pass is no contract. */
final class StoreContractControlTest {

  private static final String DURABLE =
      "listener_whenItHears_findsTheCommitDurableAndTheCallerWaiting";
  private static final String FAILING = "write_thatThrows_leavesNothingAndThrowsTheSame";
  private static final String MANY_WRITERS =
      "log_ofManyWriters_isGaplessAndHoldsWhatWasAcknowledged";
  private static final String IDS = "ids_afterDelete_doNotComeBack";
  private static final String CASES = "search_inEveryCase_agreesWithMemory";
  private static final String RANDOM = "search_ofRandomConditions_agreesWithMemory";
  private static final String BORDER = "prune_upToAPosition_isExactAtTheBorder";
  private static final String SNAPSHOT = "read_fromBeginningToEnd_seesOneState";
  private static final String SOME_FIELDS =
      "search_ofSomeFields_readsAndShowsThoseWithIdAndVersion_whateverDecidesTheOrder";
  private static final String NO_FIELDS = "search_ofNoFields_tellsIdsAndVersions";
  private static final String SOME_BYTES = "search_ofSoManyBytes_endsBeforeThemAndSaysSo";
  private static final String ONE_EACH = "search_ofFewerBytesThanARecordHas_findsOneEachTime";
  private static final String CLAIM = "read_whenItWouldHoldMoreThanItsClaim_endsInItsMidst";

  @Test
  void store_withoutFault_passes() {
    assertThat(
            failures(
                BrokenStores.Sound.class,
                DURABLE,
                FAILING,
                MANY_WRITERS,
                IDS,
                CASES,
                RANDOM,
                BORDER,
                SNAPSHOT,
                SOME_FIELDS,
                NO_FIELDS,
                SOME_BYTES,
                ONE_EACH,
                CLAIM))
        .isEmpty();
  }

  @Test
  void store_thatTellsBeforeItCommits_isCaught() {
    assertThat(failures(BrokenStores.TellsEarly.class, DURABLE, FAILING))
        .containsExactlyInAnyOrder(DURABLE, FAILING);
  }

  @Test
  void store_thatForgetsToTell_isCaught() {
    assertThat(failures(BrokenStores.LosesNews.class, MANY_WRITERS)).containsExactly(MANY_WRITERS);
  }

  @Test
  void store_thatGivesNumbersAgain_isCaught() {
    assertThat(failures(BrokenStores.ForgetsNumbers.class, IDS)).containsExactly(IDS);
  }

  @Test
  void store_thatKeepsWhatAFailedUnitWrote_isCaught() {
    assertThat(failures(BrokenStores.KeepsFailures.class, FAILING, MANY_WRITERS))
        .containsExactlyInAnyOrder(FAILING, MANY_WRITERS);
  }

  @Test
  void store_thatTakesNullForUnknown_isCaught() {
    assertThat(failures(BrokenStores.ThreeValued.class, CASES, RANDOM))
        .containsExactlyInAnyOrder(CASES, RANDOM);
  }

  @Test
  void store_thatFoldsTheCaseOfSomeLettersOnly_isCaught() {
    assertThat(failures(BrokenStores.FoldsAsciiOnly.class, CASES)).containsExactly(CASES);
  }

  @Test
  void store_thatReadsAnewInEachCall_isCaught() {
    assertThat(failures(BrokenStores.NoSnapshot.class, SNAPSHOT)).containsExactly(SNAPSHOT);
  }

  @Test
  void store_thatPrunesTooMuch_isCaught() {
    assertThat(failures(BrokenStores.PrunesTooMuch.class, BORDER)).containsExactly(BORDER);
  }

  @Test
  void p9_storeThatReadsAllFields_isCaught() {
    assertThat(failures(BrokenStores.ReadsEverything.class, SOME_FIELDS, NO_FIELDS))
        .containsExactlyInAnyOrder(SOME_FIELDS, NO_FIELDS);
  }

  @Test
  void p9_storeThatReadsOnWhenItsBytesAreFull_isCaught() {
    assertThat(failures(BrokenStores.IgnoresBytes.class, SOME_BYTES, ONE_EACH))
        .containsExactlyInAnyOrder(SOME_BYTES, ONE_EACH);
  }

  @Test
  void p9_storeThatCutsWithoutSayingSo_isCaught() {
    assertThat(failures(BrokenStores.CutsSilently.class, SOME_BYTES, ONE_EACH))
        .containsExactlyInAnyOrder(SOME_BYTES, ONE_EACH);
  }

  @Test
  void p23_storeThatClaimsNothingOfWhatItReads_isCaught() {
    assertThat(failures(BrokenStores.ClaimsNothing.class, CLAIM)).containsExactly(CLAIM);
  }
}
