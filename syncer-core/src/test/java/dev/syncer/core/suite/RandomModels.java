package dev.syncer.core.suite;

import dev.syncer.api.Field;
import dev.syncer.api.Fields;
import dev.syncer.api.Group;
import dev.syncer.api.Inputs;
import dev.syncer.api.ModelBuilder;
import dev.syncer.api.ModelModule;
import dev.syncer.api.Models;
import dev.syncer.api.OnUnlink;
import dev.syncer.api.Ref;
import dev.syncer.core.suite.RandomField.Kind;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Models made by chance: two to four with links of all kinds between them, and related and computed
 * fields over these. A derived field depends on fields that were there before it, so none depends
 * on itself. A computed field that is not stored looks no farther than its own record and the
 * records in its one2manys: beyond these nobody promises that it is fresh.
 */
final class RandomModels implements ModelModule {
  static final String FILE = "x.file";

  private final Random random;
  private final RandomRights rights;
  private final Map<String, RandomModel> models = new TreeMap<>();
  private final List<String> names;
  private int count;

  /** Models that everyone may do everything with. */
  RandomModels(Random random) {
    this(random, RandomRights.ALL);
  }

  RandomModels(Random random, RandomRights rights) {
    this.random = random;
    this.rights = rights;
    this.names = List.of("x.a", "x.b", "x.c", "x.d").subList(0, 2 + random.nextInt(3));
    for (int i = 0; i < names.size(); i++) {
      boolean isSynced = i == 0 || random.nextInt(6) > 0;
      addModel(names.get(i), isSynced, random.nextInt(8) == 0);
    }
    names.forEach(name -> addScalars(model(name)));
    names.forEach(name -> addLinks(model(name)));
    names.forEach(name -> addChildren(model(name)));
    for (int i = random.nextInt(3); i > 0; i--) {
      addManyToMany();
    }
    if (random.nextBoolean()) {
      addFiles();
    }
    if (rights.hasUsers()) {
      addUsers();
    }
    for (int i = 2 * names.size(); i > 0; i--) {
      addDerived(model(any(names)));
    }
  }

  /** People, and links to them for rules to name. */
  private void addUsers() {
    addScalars(addModel(RandomRights.USERS, true, false));
    for (String name : names) {
      model(name)
          .fields()
          .add(
              new RandomField(
                  "u" + count++ + "_id",
                  Kind.LINK,
                  Kind.LINK,
                  RandomRights.USERS,
                  List.of(),
                  List.of(),
                  true,
                  false,
                  OnUnlink.SET_NULL));
      if (random.nextBoolean()) {
        add(name, "m" + count++ + "_ids", Kind.TAGS, RandomRights.USERS);
      }
    }
  }

  RandomModel model(String name) {
    return java.util.Objects.requireNonNull(models.get(name), name);
  }

  /** All models, the one of generic links too. */
  List<RandomModel> all() {
    return List.copyOf(models.values());
  }

  private <T> T any(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private RandomModel addModel(String name, boolean isSynced, boolean isEntire) {
    RandomModel model = new RandomModel(name, isSynced, isEntire, new ArrayList<>());
    models.put(name, model);
    return model;
  }

  private void addScalars(RandomModel model) {
    model.fields().add(RandomField.plain("name", Kind.TEXT));
    model.fields().add(RandomField.plain("n0", Kind.INTEGER));
    List<Kind> more = List.of(Kind.TEXT, Kind.INTEGER, Kind.BOOLEAN, Kind.DECIMAL, Kind.DATE);
    for (int i = random.nextInt(3); i > 0; i--) {
      model.fields().add(RandomField.plain("s" + count++, any(more)));
    }
  }

  private void addLinks(RandomModel model) {
    for (int i = 1 + random.nextInt(2); i > 0; i--) {
      String target = any(names);
      boolean isRequired = target.compareTo(model.name()) < 0 && random.nextInt(8) == 0;
      int chance = random.nextInt(20);
      OnUnlink onUnlink =
          chance < 5 ? OnUnlink.CASCADE : chance < 7 ? OnUnlink.RESTRICT : OnUnlink.SET_NULL;
      if (isRequired && onUnlink == OnUnlink.SET_NULL) {
        onUnlink = OnUnlink.CASCADE;
      }
      model
          .fields()
          .add(
              new RandomField(
                  "l" + count++ + "_id",
                  Kind.LINK,
                  Kind.LINK,
                  target,
                  List.of(),
                  List.of(),
                  true,
                  isRequired,
                  onUnlink));
    }
  }

  private void addChildren(RandomModel child) {
    List<RandomField> links = child.links();
    boolean areTwins = links.size() == 2 && links.get(0).target().equals(links.get(1).target());
    if (areTwins && random.nextBoolean()) {
      String[] both = {links.get(0).name(), links.get(1).name()};
      add(links.get(0).target(), "c" + count++ + "_ids", Kind.CHILDREN, child.name(), both);
      return;
    }
    for (RandomField link : links) {
      if (random.nextInt(10) < 7) {
        add(link.target(), "c" + count++ + "_ids", Kind.CHILDREN, child.name(), link.name());
      }
    }
  }

  private void add(String model, String name, Kind kind, String target, String... inverses) {
    model(model).fields().add(RandomField.list(name, kind, target, inverses));
  }

  private void addManyToMany() {
    String owner = any(names);
    String target = any(names);
    String name = "m" + count++ + "_ids";
    add(owner, name, Kind.TAGS, target);
    if (random.nextInt(3) > 0) {
      add(target, "m" + count++ + "_ids", Kind.TAGS, owner, name);
    }
  }

  private void addFiles() {
    RandomModel file = addModel(FILE, random.nextBoolean(), false);
    file.fields().add(RandomField.plain("name", Kind.TEXT));
    file.fields().add(RandomField.plain("n0", Kind.INTEGER));
    file.fields().add(RandomField.plain("res_model", Kind.TEXT));
    file.fields().add(RandomField.plain("res_id", Kind.INTEGER));
    names.forEach(name -> add(name, "file_ids", Kind.FILES, FILE, "res_model", "res_id"));
  }

  private void addDerived(RandomModel model) {
    if (random.nextInt(2) == 0) {
      addRelated(model);
    } else {
      addComputed(model);
    }
  }

  private void addRelated(RandomModel model) {
    RandomModel at = model;
    List<String> path = new ArrayList<>();
    for (int hops = 1 + random.nextInt(2); hops > 0 && !at.links().isEmpty(); hops--) {
      RandomField link = any(at.links());
      path.add(link.name());
      at = model(link.target());
    }
    RandomField end = any(at.fields().stream().filter(f -> !f.kind().isList()).toList());
    path.add(end.name());
    boolean isStored = end.isStored() && random.nextBoolean();
    addDerived(model, Kind.RELATED, end.end(), end.target(), isStored, String.join(".", path));
  }

  private void addComputed(RandomModel model) {
    boolean isStored = random.nextInt(3) > 0;
    String[] paths = new String[1 + random.nextInt(3)];
    for (int i = 0; i < paths.length; i++) {
      paths[i] = isStored ? farPath(model) : nearPath(model);
    }
    addDerived(model, Kind.COMPUTED, Kind.INTEGER, "", isStored, paths);
  }

  private void addDerived(
      RandomModel model, Kind kind, Kind end, String target, boolean isStored, String... paths) {
    List<String> distinct = List.of(paths).stream().distinct().toList();
    String name = (kind == Kind.RELATED ? "r" : "f") + count++;
    model
        .fields()
        .add(new RandomField(name, kind, end, target, List.of(), distinct, isStored, false, null));
  }

  /** Up to two steps over any relation, to a number that is stored or to a list. */
  private String farPath(RandomModel model) {
    RandomModel at = model;
    StringBuilder path = new StringBuilder();
    for (int hops = random.nextInt(3); hops > 0 && !at.relations().isEmpty(); hops--) {
      RandomField relation = any(at.relations());
      path.append(relation.name()).append('.');
      at = model(relation.target());
    }
    return path + any(countable(at, true)).name();
  }

  /** A number or a list of the record, or a stored number of its children. */
  private String nearPath(RandomModel model) {
    List<RandomField> children =
        model.fields().stream().filter(f -> f.kind() == Kind.CHILDREN).toList();
    if (children.isEmpty() || random.nextBoolean()) {
      return any(countable(model, false)).name();
    }
    RandomField list = any(children);
    List<RandomField> numbers =
        countable(model(list.target()), true).stream().filter(f -> !f.kind().isList()).toList();
    return list.name() + "." + any(numbers).name();
  }

  private static List<RandomField> countable(RandomModel model, boolean onlyStored) {
    return model.fields().stream()
        .filter(f -> f.kind().isList() || f.end() == Kind.INTEGER)
        .filter(f -> f.kind().isList() || f.isStored() || !onlyStored)
        .toList();
  }

  @Override
  public void define(Models declared) {
    rights.restart();
    for (RandomModel model : all()) {
      ModelBuilder builder = declared.model(model.name());
      builder.fields(
          model.fields().stream()
              .map(each -> rights.limit(model, each, field(each)))
              .toArray(Field<?>[]::new));
      rights.declare(model, builder);
      if (model.isSynced()) {
        builder.implementsSyncer().messages(Group.everyone());
      }
      if (model.isEntire()) {
        builder.syncEntire();
      }
    }
  }

  private static Field<?> field(RandomField field) {
    String name = field.name();
    return switch (field.kind()) {
      case TEXT -> field.isRequired() ? Fields.text(name).required() : Fields.text(name);
      case INTEGER -> Fields.integer(name);
      case BOOLEAN -> Fields.bool(name);
      case DECIMAL -> Fields.decimal(name, 2);
      case DATE -> Fields.date(name);
      case LINK -> link(field);
      case CHILDREN ->
          Fields.oneToMany(name, field.target(), field.inverses().toArray(String[]::new));
      case FILES ->
          Fields.linkedBy(name, field.target(), field.inverses().get(0), field.inverses().get(1));
      case TAGS ->
          field.isOtherSide()
              ? Fields.manyToMany(name, field.target(), field.inverses().get(0))
              : Fields.manyToMany(name, field.target());
      case RELATED -> stored(field, Fields.<Object>related(name, field.paths().get(0)));
      case COMPUTED ->
          stored(field, Fields.integer(name).computed(field.paths(), in -> sum(in, field.paths())));
    };
  }

  private static Field<Ref> link(RandomField field) {
    Field<Ref> link = Fields.manyToOne(field.name(), field.target());
    if (field.onUnlink() != null) {
      link = link.onUnlink(field.onUnlink());
    }
    return field.isRequired() ? link.required() : link;
  }

  private static Field<?> stored(RandomField field, Field<?> declared) {
    return field.isStored() ? declared.stored() : declared;
  }

  /** The numbers at the ends of the paths together; of ids only how many they are counts. */
  private static long sum(Inputs in, List<String> paths) {
    long sum = 0;
    for (String path : paths) {
      for (Object value : in.all(path)) {
        sum += path.endsWith("_ids") ? 1 : (Long) value;
      }
    }
    return sum;
  }

  /** A value that a caller may write, from a small range so that equal ones meet. */
  static Object scalar(Random random, Kind kind) {
    int chance = random.nextInt(3);
    return switch (kind) {
      case INTEGER -> (long) chance;
      case BOOLEAN -> chance > 0;
      case DECIMAL -> BigDecimal.valueOf(chance * 25L, 2);
      case DATE -> LocalDate.of(2026, 11, 20 + chance);
      default -> "t" + chance;
    };
  }

  /**
   * A value that neither {@link #other} nor chance makes, so that no unique field has it already.
   *
   * @param number from 1 on, another for each value
   */
  static Object otherYet(Kind kind, Object value, int number) {
    long far = 1000L * number;
    return switch (kind) {
      case INTEGER -> (Long) value + far;
      case DECIMAL -> ((BigDecimal) value).add(BigDecimal.valueOf(far));
      case DATE -> ((LocalDate) value).plusDays(far);
      default -> "deed " + number;
    };
  }

  /**
   * Another value for each one that {@link #scalar} makes, longer and elsewhere in the order; of
   * booleans there is none.
   */
  static Object other(Kind kind, Object value) {
    return switch (kind) {
      case INTEGER -> (Long) value + 10;
      case DECIMAL -> ((BigDecimal) value).add(BigDecimal.TEN);
      case DATE -> ((LocalDate) value).plusDays(10);
      default -> "secret " + value;
    };
  }
}
