package dev.syncer.core.suite;

import dev.syncer.api.Field;
import dev.syncer.api.Filter;
import dev.syncer.api.Grant;
import dev.syncer.api.Group;
import dev.syncer.api.ModelBuilder;
import dev.syncer.api.UserValue;
import dev.syncer.core.suite.RandomField.Kind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Who may do what with {@link RandomModels}: grants of a few groups, rules that name values of the
 * one who acts, and fields that some do not see; all by chance.
 */
class RandomRights {
  /** The model of users; only there with rights. */
  static final String USERS = "x.user";

  static final List<String> GROUPS = List.of("ga", "gb", "gc");

  /** Everyone may do everything. */
  static final RandomRights ALL =
      new RandomRights(0) {
        @Override
        boolean hasUsers() {
          return false;
        }

        @Override
        Field<?> limit(RandomModel model, RandomField field, Field<?> declared) {
          return declared;
        }

        @Override
        void declare(RandomModel model, ModelBuilder builder) {
          builder.access(Group.everyone().all());
        }
      };

  private final long seed;

  /** What rules look at, {@code model.field}: of records, and of those who act. */
  private final Set<String> ruled = new LinkedHashSet<>();

  private final int hidden;
  private Random random;

  RandomRights(long seed) {
    this(seed, 5);
  }

  /**
   * @param hidden one of so many fields is hidden from some
   */
  RandomRights(long seed, int hidden) {
    this.seed = seed;
    this.hidden = hidden;
    this.random = new Random(seed);
  }

  /** From here on the same is said again: models are declared at each start of a node. */
  final void restart() {
    random = new Random(seed);
  }

  boolean hasUsers() {
    return true;
  }

  /** Whether who may do what depends on the values of a field; known when it is declared. */
  final boolean isRuledBy(String model, String field) {
    return ruled.contains(model + "." + field);
  }

  /** A group by chance. */
  final Group anyGroup() {
    return Group.group(GROUPS.get(random.nextInt(GROUPS.size())));
  }

  /** Hides a field from some, or not. */
  Field<?> limit(RandomModel model, RandomField field, Field<?> declared) {
    boolean isHidden = random.nextInt(field.name().equals("name") ? 2 * hidden : hidden) == 0;
    return isHidden ? declared.readableBy(anyGroup()) : declared;
  }

  /** Says who may do what with a model. */
  void declare(RandomModel model, ModelBuilder builder) {
    if (model.name().equals(USERS)) {
      builder.users();
    }
    Set<Group> granted = new LinkedHashSet<>();
    if (random.nextInt(6) == 0) {
      granted.add(Group.everyone());
    }
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      granted.add(anyGroup());
    }
    for (Group group : granted) {
      builder.access(grant(group));
      for (int rules = Math.max(0, random.nextInt(4) - 1); rules > 0; rules--) {
        builder.rule(group, rule(model));
      }
    }
    if (random.nextInt(8) == 0) {
      builder.rule(rule(model));
    }
  }

  private Grant grant(Group group) {
    return random.nextInt(3) > 0 ? group.all() : group.reads().writes();
  }

  private Filter rule(RandomModel model) {
    Filter term = term(model);
    return switch (random.nextInt(6)) {
      case 0 -> term.not();
      case 1 -> term.or(term(model));
      case 2 -> term.and(term(model));
      default -> term;
    };
  }

  private Filter term(RandomModel model) {
    List<RandomField> fields = new ArrayList<>();
    for (RandomField field : model.fields()) {
      if (field.kind() == Kind.TAGS || (field.isStored() && !field.kind().isList())) {
        fields.add(field);
      }
    }
    RandomField field = fields.get(random.nextInt(fields.size()));
    String name = field.name();
    ruled.add(model.name() + "." + name);
    if (field.kind() == Kind.TAGS) {
      boolean isOfUsers = field.target().equals(USERS);
      return Filter.where(
          name, "contains", isOfUsers ? UserValue.USER : (Object) (1L + random.nextInt(3)));
    }
    return switch (field.end()) {
      case LINK ->
          field.target().equals(USERS)
              ? Filter.where(name, "=", UserValue.USER)
              : Filter.where(name, random.nextBoolean() ? "=" : "!=", null);
      case INTEGER ->
          random.nextBoolean()
              ? Filter.where(name, "=", ofUser("n0"))
              : Filter.where(name, random.nextBoolean() ? "<=" : "!=", (long) random.nextInt(3));
      case TEXT ->
          random.nextInt(3) == 0
              ? Filter.where(name, "=", ofUser("name"))
              : Filter.where(name, random.nextBoolean() ? "!=" : "=", "t" + random.nextInt(3));
      default -> Filter.where(name, "!=", RandomModels.scalar(random, field.end()));
    };
  }

  private UserValue<?> ofUser(String field) {
    ruled.add(USERS + "." + field);
    return UserValue.userValue(field);
  }
}
