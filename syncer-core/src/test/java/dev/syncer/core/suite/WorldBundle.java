package dev.syncer.core.suite;

import dev.syncer.api.ModelRecord;
import dev.syncer.api.Query;
import dev.syncer.api.Ref;
import dev.syncer.api.UnitOfWork;
import dev.syncer.core.change.Change;
import dev.syncer.core.change.Commit;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Row;
import dev.syncer.core.rights.Rights;
import dev.syncer.core.spi.Store;
import dev.syncer.rpc.AccessException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Commits of a {@link World} that the broker hears of together.
 *
 * <p>The ids in a list and the name of a link obey the rights of the moment in which the record
 * itself is told, see {@code docs/adr/0022-shapes.md}. While the broker hands out the first commit
 * of a bundle the database holds the last one already, and which of the two a linked record is
 * judged by is a matter of time: of whether somebody has read since. So of a bundle is refused what
 * changes who may read a record that an earlier commit of it links to, and all that changes users.
 * Nothing else is: not what turns other records, nor what turns one in the commit that links to it
 * or before that.
 */
final class WorldBundle {
  /** More commits than a bundle has. */
  private static final int ALL = 100;

  private final OracleNode node;
  private final RandomModels models;
  private final Set<String> windowed;
  private final long begin;

  /**
   * @param windowed models of which somebody sees a window: any record may come into it
   */
  WorldBundle(OracleNode node, RandomModels models, Set<String> windowed) {
    this.node = node;
    this.models = models;
    this.windowed = Set.copyOf(windowed);
    this.begin = node.head();
  }

  /** Does a piece of work, and refuses it if what is told would be a matter of time. */
  void run(UnitOfWork unit, Runnable work) {
    Set<String> linked = linked(unit);
    Map<String, Object> before = deciding(unit);
    work.run();
    Map<String, Object> after = deciding(unit);
    before.forEach(
        (record, values) -> {
          boolean isTurned = !values.equals(after.get(record));
          if (isTurned && linked.contains(record)) {
            throw new AccessException("who may read it was told", Map.of());
          }
        });
    if (!ofUsers(before).equals(ofUsers(after))) {
      throw new AccessException("users stay as they are", Map.of());
    }
  }

  /** What decides who may read a record, by {@code model,id}; of users their versions. */
  private Map<String, Object> deciding(UnitOfWork unit) {
    Map<String, Object> deciding = new TreeMap<>();
    for (RandomModel each : models.all()) {
      Set<ModelField> fields = Rights.deciding(model(each.name()));
      boolean holdsUsers = each.name().equals(RandomRights.USERS);
      if (!fields.isEmpty() || holdsUsers) {
        for (ModelRecord record : all(unit, each.name())) {
          Map<String, Object> values = new TreeMap<>();
          fields.forEach(f -> values.put(f.name(), String.valueOf(record.get(f.name()))));
          deciding.put(key(each.name(), record.id()), holdsUsers ? record.version() : values);
        }
      }
    }
    return deciding;
  }

  private static Map<String, Object> ofUsers(Map<String, Object> deciding) {
    Map<String, Object> users = new TreeMap<>(deciding);
    users.keySet().removeIf(record -> !record.startsWith(RandomRights.USERS + ","));
    return users;
  }

  /** The records that links of the bundle so far may tell something of. */
  private Set<String> linked(UnitOfWork unit) {
    Set<String> linked = new HashSet<>();
    Set<String> changed = new HashSet<>();
    List<Commit> commits = node.get(Store.class).read(transaction -> transaction.log(begin, ALL));
    for (Commit commit : commits) {
      for (Change change : commit.changes()) {
        changed.add(change.model().name());
        gather(change.record(), linked);
        change.before().ifPresent(row -> gather(row, linked));
      }
    }
    windowed.stream()
        .filter(changed::contains)
        .forEach(model -> all(unit, model).forEach(record -> gather((Row) record, linked)));
    return linked;
  }

  private static void gather(Row row, Set<String> linked) {
    for (ModelField field : row.definition().fields()) {
      String target = field.target();
      Object value = target == null ? null : row.value(field);
      if (value instanceof Ref ref) {
        linked.add(key(String.valueOf(target), ref.id()));
      } else if (value instanceof List<?> ids) {
        ids.forEach(id -> linked.add(key(String.valueOf(target), (Long) id)));
      }
    }
  }

  private Model model(String name) {
    return node.get(Registry.class).model(name).orElseThrow();
  }

  private static List<ModelRecord> all(UnitOfWork unit, String model) {
    return unit.asSystem().model(model).searchRead(Query.all());
  }

  private static String key(String model, long id) {
    return model + "," + id;
  }
}
