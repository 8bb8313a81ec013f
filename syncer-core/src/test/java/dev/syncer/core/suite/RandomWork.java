package dev.syncer.core.suite;

import dev.syncer.api.Query;
import dev.syncer.api.UnitOfWork;
import dev.syncer.api.Values;
import dev.syncer.core.suite.RandomField.Kind;
import dev.syncer.rpc.AccessException;
import dev.syncer.rpc.MissingException;
import dev.syncer.rpc.RpcException;
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

  /** Above this many records of a model there are more unlinks than creates. */
  private static final int ENOUGH = 6;

  /** An id that no record has. */
  private static final long NOBODY = 1_000_000;

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
    known.put(model.name(), found(model));
  }

  private List<Long> found(RandomModel model) {
    try {
      return new ArrayList<>(unit.model(model.name()).search(Query.all()));
    } catch (MissingException | AccessException e) {
      return new ArrayList<>(); // not for the one who acts
    }
  }

  private List<Long> known(String model) {
    return known.getOrDefault(model, List.of());
  }

  void run() {
    for (int steps = 1 + random.nextInt(4); steps > 0; steps--) {
      if (random.nextInt(5) == 0) {
        attempt();
      } else if (random.nextInt(8) == 0) {
        refusedCall();
      } else {
        step();
      }
    }
    if (random.nextInt(12) == 0) {
      throw new IllegalStateException(ON_PURPOSE);
    }
  }

  /** Steps that leave nothing, if one of them is refused or they change their mind. */
  private void attempt() {
    try {
      unit.attempt(
          () -> {
            step();
            step();
            if (random.nextBoolean()) {
              throw new IllegalStateException(ON_PURPOSE);
            }
          });
    } catch (RpcException e) {
      models.all().forEach(this::look);
    } catch (IllegalStateException e) {
      if (!ON_PURPOSE.equals(e.getMessage())) {
        throw e;
      }
      models.all().forEach(this::look);
    }
  }

  /** A call that is refused when half of it is done: nothing of it stays, and the unit goes on. */
  private void refusedCall() {
    RandomModel model = models.all().get(random.nextInt(models.all().size()));
    List<RandomField> lists = model.writable().stream().filter(f -> f.kind().isList()).toList();
    if (lists.isEmpty() || known(model.name()).isEmpty()) {
      return;
    }
    RandomField field = lists.get(random.nextInt(lists.size()));
    Object half = command(field, known(field.target()));
    Object refused = List.of("link", NOBODY);
    Values values =
        values(model, 2).with(field.name(), List.of(half, List.of("create", Map.of()), refused));
    List<Long> written = some(model.name(), 2);
    boolean isWatched = random.nextBoolean(); // to look is to compute what waits
    if (isWatched) {
      models.all().forEach(this::look);
    }
    Map<String, List<Long>> before = Map.copyOf(known);
    try {
      unit.model(model.name()).write(written, values);
      throw new AssertionError("a link to nobody was taken: " + values);
    } catch (RpcException e) {
      models.all().forEach(this::look);
    }
    if (isWatched && !known.equals(before)) {
      throw new AssertionError("a refused call left " + known + " where there was " + before);
    }
  }

  private void step() {
    RandomModel model = models.all().get(random.nextInt(models.all().size()));
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
