package dev.syncer.testkit;

import dev.syncer.api.Query;
import dev.syncer.api.UnitOfWork;
import dev.syncer.api.Values;
import dev.syncer.testkit.RandomField.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A unit of work made by chance: some creates, writes and unlinks with commands inside of them.
 * Some throw in the end; some are refused, because they unlink what must stay or name what is gone.
 */
final class RandomWork {
  static final String ON_PURPOSE = "on purpose";
  private static final String UNDONE = "undone on purpose";

  /** Above this many records of a model there are more unlinks than creates. */
  private static final int ENOUGH = 6;

  private final Random random;
  private final RandomModels models;
  private final UnitOfWork unit;
  private final Map<String, List<Long>> known = new TreeMap<>();

  RandomWork(Random random, RandomModels models, UnitOfWork unit) {
    this.random = random;
    this.models = models;
    this.unit = unit;
    models.all().forEach(this::look);
  }

  private void look(RandomModel model) {
    known.put(model.name(), new ArrayList<>(unit.model(model.name()).search(Query.all())));
  }

  private List<Long> known(String model) {
    return known.getOrDefault(model, List.of());
  }

  void run() {
    for (int steps = 1 + random.nextInt(4); steps > 0; steps--) {
      if (random.nextInt(3) == 0) {
        attempt();
      } else {
        step();
      }
    }
    if (random.nextInt(12) == 0) {
      throw new IllegalStateException(ON_PURPOSE);
    }
  }

  /** Steps that are undone alone, half of the time. */
  private void attempt() {
    Map<String, List<Long>> before = new TreeMap<>();
    known.forEach((name, ids) -> before.put(name, new ArrayList<>(ids)));
    try {
      unit.attempt(
          () -> {
            step();
            if (random.nextInt(4) == 0) {
              attempt();
            }
            step();
            if (random.nextBoolean()) {
              throw new IllegalArgumentException(UNDONE);
            }
          });
    } catch (IllegalArgumentException e) {
      if (!UNDONE.equals(e.getMessage())) {
        throw e;
      }
      known.clear();
      known.putAll(before);
    }
  }

  private void step() {
    step(models.all().get(random.nextInt(models.all().size())));
  }

  private void step(RandomModel model) {
    int size = known(model.name()).size();
    int chance = size == 0 ? 0 : random.nextInt(10);
    if (chance < 3 && size <= ENOUGH) {
      create(model);
    } else if (chance < 8) {
      unit.model(model.name()).write(some(model.name(), 2), values(model, 1 + random.nextInt(3)));
    } else if (chance == 8 || size > ENOUGH) {
      unlink(model);
    } else if (random.nextBoolean()) {
      unit.model(model.name()).searchRead(Query.all());
    } else {
      unit.model(model.name()).read(known(model.name()));
    }
  }

  private void create(RandomModel model) {
    List<Values> records = new ArrayList<>();
    for (int i = 1 + random.nextInt(2); i > 0; i--) {
      records.add(newRecord(model, random.nextInt(4), true));
    }
    known
        .computeIfAbsent(model.name(), m -> new ArrayList<>())
        .addAll(unit.model(model.name()).create(records));
  }

  private void unlink(RandomModel model) {
    unit.model(model.name()).unlink(some(model.name(), 3));
    models.all().forEach(this::look); // others may be gone with it
  }

  private Values newRecord(RandomModel model, int more, boolean withLists) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (RandomField field : model.writable()) {
      if (field.isRequired()) {
        values.put(field.name(), value(field));
      }
    }
    if (model.name().equals(RandomModels.FILE) && random.nextInt(4) > 0) {
      pointSomewhere(values);
    }
    List<RandomField> fields = model.writable();
    for (int i = 0; i < more; i++) {
      RandomField field = fields.get(random.nextInt(fields.size()));
      if (withLists || !field.kind().isList()) {
        values.put(field.name(), value(field));
      }
    }
    return Values.of(values);
  }

  private void pointSomewhere(Map<String, @Nullable Object> values) {
    List<RandomModel> all = models.all();
    String target = all.get(random.nextInt(all.size())).name();
    if (!known(target).isEmpty()) {
      values.put("res_model", target);
      values.put("res_id", some(target, 1).get(0));
    }
  }

  private Values values(RandomModel model, int count) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    if (model.name().equals(RandomModels.FILE) && random.nextBoolean()) {
      pointSomewhere(values);
    }
    List<RandomField> fields = model.writable();
    for (int i = 0; i < count; i++) {
      RandomField field = fields.get(random.nextInt(fields.size()));
      if (!field.name().startsWith("res_")) {
        values.put(field.name(), value(field));
      }
    }
    return Values.of(values);
  }

  private @Nullable Object value(RandomField field) {
    if (field.kind().isList()) {
      return list(field);
    }
    boolean isEmpty = !field.isRequired() && random.nextInt(4) == 0;
    if (field.kind() == Kind.LINK) {
      return isEmpty || known(field.target()).isEmpty() ? null : some(field.target(), 1).get(0);
    }
    return isEmpty ? null : RandomModels.scalar(random, field.kind());
  }

  /** Ids alone, which set, or one or two commands. */
  private Object list(RandomField field) {
    List<Long> ids = known(field.target());
    if (random.nextInt(3) == 0) {
      return ids.isEmpty() ? List.of() : some(field.target(), 3);
    }
    List<Object> commands = new ArrayList<>();
    for (int i = 1 + random.nextInt(2); i > 0; i--) {
      commands.add(command(field, ids));
    }
    return commands;
  }

  private Object command(RandomField field, List<Long> ids) {
    int chance = ids.isEmpty() ? 0 : random.nextInt(9);
    Map<String, @Nullable Object> values =
        newRecord(models.model(field.target()), random.nextInt(2), random.nextInt(3) == 0).asMap();
    Long id = ids.isEmpty() ? 0L : some(field.target(), 1).get(0);
    return switch (chance) {
      case 0, 1 -> List.of("create", values);
      case 2, 3 -> List.of("link", id);
      case 4, 5 -> List.of("unlink", id);
      case 6 -> List.of("set", some(field.target(), 2));
      case 7 -> List.of("update", id, values);
      default -> List.of("delete", id);
    };
  }

  /** One or several different records that are there. */
  private List<Long> some(String model, int most) {
    List<Long> ids = known(model);
    List<Long> some = new ArrayList<>();
    for (int i = 1 + random.nextInt(most); i > 0; i--) {
      Long id = ids.get(random.nextInt(ids.size()));
      if (!some.contains(id)) {
        some.add(id);
      }
    }
    return some;
  }
}
