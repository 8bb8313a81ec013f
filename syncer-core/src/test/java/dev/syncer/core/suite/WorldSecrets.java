package dev.syncer.core.suite;

import dev.syncer.api.Operation;
import dev.syncer.api.User;
import dev.syncer.core.change.Change;
import dev.syncer.core.change.ChangeKind;
import dev.syncer.core.change.Commit;
import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Row;
import dev.syncer.core.rights.Principal;
import dev.syncer.core.rights.Rights;
import dev.syncer.core.rights.Scope;
import dev.syncer.core.suite.RandomField.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which values of a {@link World} its observer never learns, and what they are in the other world
 * of the pair. Such a value is a plain one that decides nothing: no rule looks at it, and nothing
 * that the observer sees follows from it. It is secret
 *
 * <ul>
 *   <li>everywhere, if its field is hidden from the observer, or its model, whatever their rights
 *       were over time;
 *   <li>else from one commit to another, if the record is out of reach in all of its states between
 *       these, for all rights that the observer had at any time: delivery may judge what was then
 *       by the rights of now.
 * </ul>
 */
final class WorldSecrets {
  private final RandomModels models;
  private final RandomRights rights;
  private final WorldTrace trace;
  private final Map<String, List<Condition>> reach = new HashMap<>();
  private final Map<String, Set<String>> shown = new HashMap<>();

  /** {@code model.field} whose values are secret everywhere. */
  private final Set<String> everywhere = new HashSet<>();

  /** Records that were never in reach, {@code model,id}. */
  private final Set<String> neverSeen = new HashSet<>();

  /** By {@code model,id.field} from which commit on the value is secret, or not any more. */
  private final Map<String, TreeMap<Long, Boolean>> between = new HashMap<>();

  /**
   * @param trace what was done in the first world
   * @param node where it was done
   * @param isForNow whether a value is secret only if its record is out of reach for ever
   */
  WorldSecrets(
      RandomModels models,
      RandomRights declared,
      WorldTrace trace,
      OracleNode node,
      User observer,
      boolean isForEver) {
    this.models = models;
    this.rights = declared;
    this.trace = trace;
    learn(node.get(Registry.class), node.get(Rights.class), observer);
    for (RandomModel model : models.all()) {
      for (RandomField field : model.fields()) {
        if (isPlain(model, field) && isHidden(model, field) && isSilent(model, field)) {
          everywhere.add(model.name() + "." + field.name());
        }
      }
    }
    states()
        .forEach(
            (record, states) -> {
              judge(record, states, isForEver);
              if (states.stream().noneMatch(state -> isInReach(state.row))) {
                neverSeen.add(record);
              }
            });
  }

  /** What the observer might read with all the rights that they had. */
  private void learn(Registry registry, Rights engine, User observer) {
    Set<Principal> readers = new LinkedHashSet<>();
    readers.add(Principal.ANONYMOUS);
    for (Commit commit : trace.commits()) {
      for (Change change : commit.changes()) {
        if (change.model().holdsUsers() && change.record().id() == observer.id()) {
          readers.add(Principal.of(observer, change.record()));
        }
      }
    }
    for (RandomModel each : models.all()) {
      Model model = registry.model(each.name()).orElseThrow();
      Set<Condition> conditions = new LinkedHashSet<>();
      Set<String> fields = new HashSet<>();
      for (Principal reader : readers) {
        Scope scope = engine.scope(reader, model);
        scope
            .reach(Operation.READ)
            .ifPresent(
                records -> {
                  conditions.add(records);
                  scope.readable().forEach(field -> fields.add(field.name()));
                });
      }
      reach.put(each.name(), List.copyOf(conditions));
      shown.put(each.name(), fields);
    }
  }

  private boolean isHidden(RandomModel model, RandomField field) {
    return !shown.getOrDefault(model.name(), Set.of()).contains(field.name());
  }

  /** Whether it is a value of its own, which decides nothing. */
  private boolean isPlain(RandomModel model, RandomField field) {
    // Of a boolean there is no third value: to write false where there is none changes nothing.
    boolean isScalar = !field.isDerived() && !field.isRelation() && field.kind() != Kind.BOOLEAN;
    boolean isLink = field.name().startsWith("res_");
    return isScalar && !isLink && !rights.isRuledBy(model.name(), field.name());
  }

  /** Whether nothing that is seen or decides something follows from a field. */
  private boolean isSilent(RandomModel model, RandomField field) {
    return followers(model, field).stream()
        .allMatch(
            follower ->
                isHidden(follower.model, follower.field)
                    && !rights.isRuledBy(follower.model.name(), follower.field.name())
                    // A sum may stay what it is in one world, and not in the other.
                    && (follower.field.kind() == Kind.RELATED || !follower.field.isStored())
                    && isSilent(follower.model, follower.field));
  }

  /** A field of a model. */
  record Place(RandomModel model, RandomField field) {}

  private List<Place> followers(RandomModel model, RandomField field) {
    List<Place> followers = new ArrayList<>();
    for (RandomModel other : models.all()) {
      for (RandomField derived : other.fields()) {
        if (derived.paths().stream().anyMatch(path -> endsAt(other, path, model, field))) {
          followers.add(new Place(other, derived));
        }
      }
    }
    return followers;
  }

  private boolean endsAt(RandomModel from, String path, RandomModel model, RandomField field) {
    String[] steps = path.split("\\.");
    RandomModel at = from;
    for (int i = 0; i < steps.length - 1; i++) {
      at = models.model(at.field(steps[i]).target());
    }
    return at == model && steps[steps.length - 1].equals(field.name());
  }

  /** A record after a commit; null where it is gone. */
  private record State(long position, @Nullable Row row) {}

  private Map<String, List<State>> states() {
    Map<String, List<State>> states = new LinkedHashMap<>();
    for (Commit commit : trace.commits()) {
      for (Change change : commit.changes()) {
        Row row = change.kind() == ChangeKind.UNLINK ? null : change.record();
        states
            .computeIfAbsent(
                change.model() + "," + change.record().id(), record -> new ArrayList<>())
            .add(new State(commit.position(), row));
      }
    }
    return states;
  }

  private boolean isInReach(@Nullable Row row) {
    return row != null
        && reach.getOrDefault(row.model(), List.of()).stream().anyMatch(c -> c.matches(row));
  }

  private void judge(String record, List<State> states, boolean isForEver) {
    RandomModel model = models.model(record.substring(0, record.indexOf(',')));
    if (isForEver && states.stream().anyMatch(state -> isInReach(state.row))) {
      return;
    }
    for (RandomField field : model.fields()) {
      if (isPlain(model, field) && followers(model, field).isEmpty()) {
        between.put(record + "." + field.name(), spans(record, field, states));
      }
    }
  }

  /** From each position on whether the value that the field has then is secret. */
  private TreeMap<Long, Boolean> spans(String record, RandomField field, List<State> states) {
    TreeMap<Long, Boolean> spans = new TreeMap<>();
    int from = 0;
    while (from < states.size()) {
      Row first = states.get(from).row;
      int to = from + 1;
      while (to < states.size() && isSame(field, first, states.get(to).row)) {
        to++;
      }
      boolean isKnown = from > 0 || trace.isDirect(states.get(0).position, record);
      boolean isSecret = states.subList(from, to).stream().noneMatch(each -> isInReach(each.row));
      spans.put(states.get(from).position, isKnown && isSecret);
      from = to;
    }
    return spans;
  }

  private static boolean isSame(RandomField field, @Nullable Row one, @Nullable Row other) {
    return one != null
        && other != null
        && Objects.equals(one.get(field.name()), other.get(field.name()));
  }

  /** The fields of which nothing is ever seen, and from which nothing follows that is. */
  List<Place> hiddenFields() {
    List<Place> places = new ArrayList<>();
    for (RandomModel model : models.all()) {
      for (RandomField field : model.fields()) {
        if (everywhere.contains(model.name() + "." + field.name())) {
          places.add(new Place(model, field));
        }
      }
    }
    return places;
  }

  /** Whether a record was out of reach all the time. */
  boolean isNeverSeen(String model, long id) {
    return neverSeen.contains(model + "," + id);
  }

  /** Whether no record of a model could ever be read, nor its channel. */
  boolean isNeverRead(String model) {
    return reach.getOrDefault(model, List.of()).isEmpty();
  }

  /** How many values there are to keep. */
  int size() {
    return everywhere.size()
        + (int) between.values().stream().filter(spans -> spans.containsValue(true)).count();
  }

  /** What was done in the first world. */
  WorldTrace trace() {
    return trace;
  }

  /**
   * What is written instead of a value in the other world.
   *
   * @param id of the record; null if it is not known yet
   * @param unit the number of the unit of work
   */
  @Nullable Object other(
      RandomModel model, RandomField field, @Nullable Long id, int unit, @Nullable Object value) {
    if (value == null) {
      return null;
    }
    boolean isSecret = everywhere.contains(model.name() + "." + field.name());
    if (!isSecret && id != null) {
      TreeMap<Long, Boolean> spans = between.get(model.name() + "," + id + "." + field.name());
      Map.Entry<Long, Boolean> span = spans == null ? null : spans.floorEntry(trace.head(unit));
      isSecret = span != null && span.getValue();
    }
    return isSecret ? RandomModels.other(field.kind(), value) : value;
  }
}
