package dev.syncer.behaviour;

import dev.syncer.core.change.Change;
import dev.syncer.core.change.ChangeKind;
import dev.syncer.core.change.Commit;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.suite.SubscriptionTampering;
import dev.syncer.testkit.adapters.WebSocketFeeds;
import dev.syncer.testkit.adapters.WireTransport;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A way to lose each race, and the race that finds it. */
enum RaceFault {
  NONE((contract, transport) -> {}),
  /** A client reads, and subscribes to what comes from then on. */
  SUBSCRIBES_FROM_NOW(RacesContract::changeBetweenReadAndSubscribe_isDelivered),
  /** The broker does not know how a record was before a write. */
  NO_RECORD_BEFORE(RacesContract::leaveByWrite_isAnUnlinkThatSaysLeft),
  /** Each unlink looks like that of a record which all see. */
  UNLINKS_FOR_ALL(RacesContract::deleteOfARecordOutsideTheFilter_isNotTold),
  /** The model does not protect the field. */
  FIELD_NOT_HIDDEN(RacesContract::filterOnAHiddenField_answersLikeOneOnAnUnknownField),
  /** The log loses a commit that it should keep. */
  TRIMS_TOO_MUCH(RacesContract::logTrimmedWhileAway_resumesAtTheBorderOnly),
  /** The log keeps a commit that it should lose. */
  TRIMS_TOO_LITTLE(RacesContract::logTrimmedWhileAway_resumesAtTheBorderOnly),
  /** A callback comes back with a cursor that is one commit too new. */
  RESUMES_TOO_LATE(
      (contract, any) -> contract.callbackThatResubscribes_inItsDelivery_getsEachCommitOnce()),
  /** A client that subscribes anew takes what was still on its way for the new subscription's. */
  TAKES_WHAT_WAS_ON_ITS_WAY(
      (contract, any) -> contract.callbackThatResubscribes_overASocket_getsEachCommitOnce()),
  /** The broker hears of a commit before there is one. */
  TELLS_BEFORE_COMMIT(RacesContract::rollbackThenCommit_showsTheCommitAlone),
  /** A tab that closes ends the session of all. */
  TAB_ENDS_THE_SESSION(RacesContract::sevenTabs_areAllLive_alsoWhenSomeClose);

  private final BiConsumer<RacesContract, WireTransport> race;

  RaceFault(BiConsumer<RacesContract, WireTransport> race) {
    this.race = race;
  }

  /** Runs the race that has to find this. */
  void run(RacesContract contract) {
    race.accept(contract, new WebSocketFeeds());
  }

  /** What the broker is told of a commit. */
  Commit told(Commit commit) {
    List<Change> changes =
        switch (this) {
          case NO_RECORD_BEFORE -> SubscriptionTampering.NO_RECORD_BEFORE.told(commit).changes();
          case UNLINKS_FOR_ALL -> commit.changes().stream().map(RaceFault::forAll).toList();
          default -> commit.changes();
        };
    return new Commit(commit.position(), commit.time(), commit.user(), commit.mutation(), changes);
  }

  private static Change forAll(Change change) {
    if (change.kind() != ChangeKind.UNLINK || !change.model().name().equals("race.order")) {
      return change;
    }
    Map<ModelField, @Nullable Object> seen = Map.of(change.model().field("team").orElseThrow(), 1L);
    return new Change(
        change.kind(), change.record().with(seen), change.oldValues(), change.isIndirect());
  }
}
