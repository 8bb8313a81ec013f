package dev.syncer.core.suite;

import static dev.syncer.api.Values.values;

import dev.syncer.api.Query;
import dev.syncer.api.UnitOfWork;
import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.core.suite.RandomField.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Records of a {@link World} that nobody but these steps touches: twins, which begin alike, and one
 * more. Where the observer may never read them, the other world of the pair does to the second twin
 * what this one does to the first, so that lists hold another id, and the one more is not there.
 * Used by one thread.
 */
final class WorldTwins {
  private final Random random;
  private final RandomModels models;
  private final RandomRights rights;
  private final OracleNode node;
  private final @Nullable WorldSecrets secrets;
  private final List<Twins> twins = new ArrayList<>();
  private final Set<String> all = new HashSet<>();

  /** By model the one more. */
  private final Map<String, Long> more = new TreeMap<>();

  private record Twins(RandomModel model, long first, long second) {}

  /**
   * @param secrets null in the first world
   */
  WorldTwins(
      Random random,
      RandomModels models,
      RandomRights rights,
      OracleNode node,
      @Nullable WorldSecrets secrets) {
    this.random = random;
    this.models = models;
    this.rights = rights;
    this.node = node;
    this.secrets = secrets;
  }

  /** Whether nobody else is to know of a record. */
  boolean hides(String model, long id) {
    return all.contains(model + "," + id);
  }

  /** Creates them; not where a generic link may come to point at one, as it names any number. */
  void begin(UnitOfWork unit) {
    if (models.all().stream().anyMatch(model -> model.name().equals(RandomModels.FILE))) {
      return;
    }
    for (RandomModel model : models.all()) {
      boolean needsLinks = model.fields().stream().anyMatch(f -> f.isRequired() && f.isRelation());
      if (!needsLinks && !model.name().equals(RandomRights.USERS)) {
        Values alike =
            values().with("name", "t" + random.nextInt(3)).with("n0", (long) random.nextInt(3));
        List<Long> ids = unit.model(model.name()).create(List.of(alike, alike, alike));
        twins.add(new Twins(model, ids.get(0), ids.get(1)));
        ids.forEach(id -> all.add(model.name() + "," + id));
        more.put(model.name(), ids.get(2));
      }
    }
  }

  /** In the other world there is no third one, if it is never seen. */
  void unlinkWhatIsMore() {
    more.forEach(
        (model, id) -> {
          if (isSecret(model, id)) {
            node.database().write(User.SYSTEM, unit -> unit.model(model).unlink(id));
          }
        });
  }

  private boolean isSecret(String model, long id) {
    return secrets != null && secrets.isNeverSeen(model, id);
  }

  /** Changes one of them, or a list that it is in. */
  void step(UnitOfWork unit) {
    if (twins.isEmpty()) {
      return;
    }
    Twins some = node.any(twins);
    String model = some.model.name();
    boolean isOther = isSecret(model, some.first) && isSecret(model, some.second);
    long id = isOther ? some.second : some.first;
    List<Runnable> choices = new ArrayList<>();
    String text = "t" + random.nextInt(3);
    choices.add(() -> unit.model(model).write(id, values().with("name", text)));
    for (RandomField link : some.model.links()) {
      choices.add(
          () -> unit.model(model).write(id, values().with(link.name(), any(unit, link.target()))));
    }
    for (RandomModel holder : models.all()) {
      for (RandomField list : holder.fields()) {
        if (list.kind() == Kind.TAGS && list.target().equals(model) && isNotRuled(holder, list)) {
          choices.add(() -> put(unit, holder, list, id));
        }
      }
    }
    node.any(choices).run();
  }

  private void put(UnitOfWork unit, RandomModel holder, RandomField list, long id) {
    Long in = any(unit, holder.name());
    List<Object> command = List.of(random.nextInt(3) > 0 ? "link" : "unlink", id);
    if (in != null) {
      unit.model(holder.name()).write(in, values().with(list.name(), List.of(command)));
    }
  }

  /** A record that everybody may know of; sometimes none. */
  private @Nullable Long any(UnitOfWork unit, String model) {
    List<Long> ids = unit.model(model).search(Query.all());
    return ids.isEmpty() || random.nextInt(4) == 0 ? null : node.any(ids);
  }

  /** Neither the list nor its other side: whom it holds decides who sees its record. */
  private boolean isNotRuled(RandomModel holder, RandomField list) {
    return !rights.isRuledBy(holder.name(), list.name())
        && models.model(list.target()).fields().stream()
            .filter(f -> f.kind() == Kind.TAGS && f.target().equals(holder.name()))
            .noneMatch(f -> rights.isRuledBy(list.target(), f.name()));
  }
}
