package dev.syncer.core.suite;

import dev.syncer.api.Database;
import dev.syncer.api.ModelRecord;
import dev.syncer.api.Operation;
import dev.syncer.api.Query;
import dev.syncer.api.User;
import dev.syncer.core.change.Commit;
import dev.syncer.core.change.RecordJson;
import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Row;
import dev.syncer.core.rights.Principal;
import dev.syncer.core.rights.Rights;
import dev.syncer.core.rights.Scope;
import dev.syncer.core.spi.ReadTransaction;
import dev.syncer.core.spi.Store;
import dev.syncer.rpc.RpcException;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Compares what a client holds with a fresh read as its user: the same records, and of each the
 * same fields with the same values. Left out of the comparison is
 *
 * <ul>
 *   <li>the name of a link, which is that of the time of the commit;
 *   <li>version, time and author of the last write where the client holds an earlier version: the
 *       writes after it changed nothing that it sees;
 *   <li>in lists, ids of records whose visibility to the user has changed since the beginning
 *       without a change of the user's own record: lists obey the rights of the moment in which
 *       they were told.
 * </ul>
 */
final class OracleCheck {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Set<String> STAMPS = Set.of("version", "write_date", "write_uid");

  private final RandomModels models;
  private final Map<Long, Map<String, Set<Long>>> lastVisible = new HashMap<>();
  private Map<String, Set<Long>> lastThere = Map.of();

  /** By user and model the ids whose visibility has changed while they were there. */
  private final Map<String, Set<Long>> unsteady = new HashMap<>();

  /** A notification as it came, with the position of its commit. */
  record Delivered(long position, JsonNode notification) {}

  OracleCheck(RandomModels models) {
    this.models = models;
  }

  /** Looks who sees what now; after each step. */
  void look(Database database, List<User> users) {
    Map<String, Set<Long>> there = ids(database, User.SYSTEM);
    for (User user : users) {
      Map<String, Set<Long>> visible = ids(database, user);
      Map<String, Set<Long>> was = lastVisible.getOrDefault(user.id(), Map.of());
      there.forEach(
          (model, ids) -> {
            Set<Long> moved = new TreeSet<>(ids);
            moved.retainAll(lastThere.getOrDefault(model, Set.of()));
            moved.removeIf(id -> sees(was, model, id) == sees(visible, model, id));
            unsteady.computeIfAbsent(user.id() + " " + model, k -> new TreeSet<>()).addAll(moved);
          });
      lastVisible.put(user.id(), visible);
    }
    lastThere = there;
  }

  private static boolean sees(Map<String, Set<Long>> visible, String model, Long id) {
    return visible.getOrDefault(model, Set.of()).contains(id);
  }

  private Map<String, Set<Long>> ids(Database database, User user) {
    return database.read(
        user,
        unit -> {
          Map<String, Set<Long>> ids = new HashMap<>();
          for (RandomModel model : models.all()) {
            try {
              ids.put(model.name(), new TreeSet<>(unit.model(model.name()).search(Query.all())));
            } catch (RpcException e) {
              ids.put(model.name(), Set.of()); // not for this user
            }
          }
          return ids;
        });
  }

  /**
   * The first thing that was told though the user might not read it: of commits since the user's
   * rights changed last, each record that was told is one that they reach, in fields that they see.
   */
  Optional<String> leak(
      Store store, Registry registry, Rights rights, User user, List<Delivered> delivered) {
    if (user.isSystem() || delivered.isEmpty()) {
      return Optional.empty();
    }
    return store.read(
        transaction -> {
          Principal reader = rights.principal(transaction, user);
          Model users = registry.model(RandomRights.USERS).orElseThrow();
          long since =
              transaction.log(users, user.id(), 1).stream()
                  .mapToLong(Commit::position)
                  .findFirst()
                  .orElse(transaction.oldest());
          for (Delivered each : delivered) {
            if (each.position() >= since) {
              Optional<String> leak = leak(transaction, rights, reader, registry, each);
              if (leak.isPresent()) {
                return leak;
              }
            }
          }
          return Optional.empty();
        });
  }

  private static Optional<String> leak(
      ReadTransaction transaction,
      Rights rights,
      Principal reader,
      Registry registry,
      Delivered delivered) {
    JsonNode notification = delivered.notification();
    Model model = registry.model(notification.get(0).get(1).stringValue()).orElseThrow();
    long id = notification.get(0).get(2).longValue();
    Scope scope = rights.scope(reader, model);
    for (String name : notification.get(1).get("data").propertyNames()) {
      boolean isShown = scope.readable().stream().anyMatch(field -> field.name().equals(name));
      if (!isShown && !name.equals("display_name")) {
        return Optional.of(reader + " was told the hidden field " + name + ": " + notification);
      }
    }
    boolean isUnlink = notification.get(1).get("method").stringValue().equals("unlink");
    Condition reach = scope.reach(Operation.READ).orElse(Condition.NOTHING);
    boolean isOutOfReach =
        transaction.log(delivered.position() - 1, 1).stream()
            .filter(commit -> commit.position() == delivered.position())
            .flatMap(commit -> commit.changes().stream())
            .filter(change -> change.model() == model && change.record().id() == id)
            .anyMatch(change -> !reach.matches(change.record()));
    return isUnlink || !isOutOfReach
        ? Optional.empty()
        : Optional.of(reader + " was told of a record out of reach: " + notification);
  }

  /** The first difference. */
  Optional<String> fault(
      Database database, boolean isRefused, User user, OracleSubscription subscription) {
    Map<Long, JsonNode> fresh = isRefused ? Map.of() : fresh(database, user, subscription.request);
    Map<Long, ObjectNode> held = subscription.view.records();
    if (!held.keySet().equals(fresh.keySet())) {
      return Optional.of("holds " + held.keySet() + ", read " + fresh.keySet());
    }
    for (Map.Entry<Long, JsonNode> record : fresh.entrySet()) {
      Optional<String> fault =
          fault(
              user,
              subscription.request.model(),
              record.getValue(),
              Objects.requireNonNull(held.get(record.getKey())));
      if (fault.isPresent()) {
        return Optional.of("record " + record.getKey() + ": " + fault.get());
      }
    }
    return Optional.empty();
  }

  /** What a fresh query as the user shows; nothing where it is refused. */
  private static Map<Long, JsonNode> fresh(
      Database database, User user, RandomShapeRequest request) {
    try {
      return database.read(
          user,
          unit -> {
            Map<Long, JsonNode> records = new TreeMap<>();
            List<String> fields = request.fields();
            for (ModelRecord record :
                unit.model(request.model().name()).searchRead(request.query())) {
              Row row = (Row) record;
              if (fields != null) {
                fields.forEach(row::get); // refused if one is hidden
              }
              ObjectNode json = json(row, fields);
              if (request.model().name().equals(RandomRights.USERS) && row.id() == user.id()) {
                json.remove("groups"); // a subscription shows of all records the same
              }
              records.put(record.id(), json);
            }
            return records;
          });
    } catch (RpcException | IllegalStateException e) {
      return Map.of();
    }
  }

  private static ObjectNode json(Row row, @Nullable List<String> fields) {
    List<ModelField> shown =
        row.definition().fields().stream()
            .filter(field -> fields == null || fields.contains(field.name()))
            .toList();
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      RecordJson.writeRecord(json, row, row.displayName(), shown);
    }
    return (ObjectNode) JSON.readTree(text.toString());
  }

  private Optional<String> fault(User user, RandomModel model, JsonNode fresh, ObjectNode held) {
    Set<String> names = new TreeSet<>(fresh.propertyNames());
    if (!names.equals(new TreeSet<>(held.propertyNames()))) {
      return Optional.of("holds the fields " + held.propertyNames() + ", read " + names);
    }
    long version = fresh.get("version").longValue();
    long known = held.get("version").longValue();
    if (known > version) {
      return Optional.of("holds version " + known + ", read " + version);
    }
    for (String name : names) {
      if (known < version && STAMPS.contains(name)) {
        continue;
      }
      JsonNode is = held.get(name);
      JsonNode expected = fresh.get(name);
      if (!comparable(user, model, name, is).equals(comparable(user, model, name, expected))) {
        return Optional.of("holds " + name + " = " + is + ", read " + expected);
      }
    }
    return Optional.empty();
  }

  private Object comparable(User user, RandomModel model, String name, JsonNode value) {
    Optional<RandomField> field =
        model.fields().stream().filter(f -> f.name().equals(name) && f.kind().isList()).findFirst();
    if (field.isEmpty()) {
      return RandomState.plain(value);
    }
    Set<Long> ids = new HashSet<>();
    value.forEach(id -> ids.add(id.longValue()));
    ids.removeAll(unsteady.getOrDefault(user.id() + " " + field.get().target(), Set.of()));
    return ids;
  }
}
