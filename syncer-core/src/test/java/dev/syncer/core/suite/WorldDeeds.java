package dev.syncer.core.suite;

import static dev.syncer.api.Values.values;

import dev.syncer.api.ModelRecord;
import dev.syncer.api.Query;
import dev.syncer.api.UnitOfWork;
import dev.syncer.api.User;
import dev.syncer.rpc.RpcException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * What happens in the second {@link World} of a pair only: fields that the observer never sees are
 * written, of one record or of many at once, and somebody else subscribes. Chance of its own, so
 * that everything else happens alike. Used by one thread.
 */
final class WorldDeeds {
  private final Random random;
  private final OracleNode node;
  private final WorldSecrets secrets;
  private final boolean writes;
  private @Nullable OracleClient other;
  private int count;

  /**
   * @param writes whether hidden fields are written; else others only subscribe
   */
  WorldDeeds(long seed, OracleNode node, WorldSecrets secrets, boolean writes) {
    this.random = new Random(~seed);
    this.node = node;
    this.secrets = secrets;
    this.writes = writes;
  }

  /** Somebody else is there, who sees everything, in some shapes. */
  void arrive(RandomModels models) {
    BrokerOracleClient client =
        new BrokerOracleClient(User.SYSTEM, SubscriptionTampering.NONE, BrokerOracleClient.SHARE);
    client.connect(node, true, cursor -> true);
    for (RandomModel model : models.all()) {
      if (model.isSynced()) {
        client.subscribe(node, RandomShapeRequest.of(random, model));
      }
    }
    other = client;
  }

  /** They go. */
  void leave() {
    if (other != null) {
      other.disconnect();
      other = null;
    }
  }

  /**
   * Writes a hidden field, mostly; answers whether something has changed.
   *
   * <p>Of records that have a value there, for a rule may hang on whether there is one.
   */
  boolean step() {
    List<WorldSecrets.Place> places = secrets.hiddenFields();
    if (!writes || places.isEmpty() || random.nextInt(3) == 0) {
      return false;
    }
    WorldSecrets.Place place = places.get(random.nextInt(places.size()));
    boolean isMany = random.nextInt(3) == 0;
    long before = node.head();
    try {
      node.database().write(User.SYSTEM, unit -> write(unit, place, isMany));
    } catch (RpcException e) {
      return false; // a rule of the model
    }
    return node.head() > before;
  }

  private void write(UnitOfWork unit, WorldSecrets.Place place, boolean isMany) {
    String name = place.field().name();
    List<ModelRecord> records =
        new ArrayList<>(unit.model(place.model().name()).searchRead(Query.all()));
    records.removeIf(record -> record.get(name) == null);
    if (!records.isEmpty() && !isMany) {
      records = List.of(records.get(random.nextInt(records.size())));
    }
    for (ModelRecord record : records) {
      Object value =
          RandomModels.otherYet(
              place.field().kind(), Objects.requireNonNull(record.get(name)), ++count);
      unit.model(place.model().name()).write(record.id(), values().with(name, value));
    }
  }
}
