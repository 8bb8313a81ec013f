package dev.syncer.core.rights;

import dev.syncer.api.Group;
import dev.syncer.api.Operation;
import dev.syncer.api.User;
import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Row;
import dev.syncer.core.model.Rule;
import dev.syncer.core.rights.Scope.Own;
import dev.syncer.core.spi.ReadTransaction;
import dev.syncer.rpc.ValidationException;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may do what. Only this class evaluates grants, rules and the groups of fields. Safe
 * for use by many threads.
 *
 * <p>A principal may do something with a record if one of their groups is granted it and every rule
 * of that group holds for the record, and every rule that has no group holds too. Without a grant,
 * only the system may do it.
 */
public final class Rights {
  private final Registry registry;
  private final @Nullable Model users;
  private final Map<Model, Scope> ofSystem = new ConcurrentHashMap<>();
  private final Map<Model, Scope> ofAnonymous = new ConcurrentHashMap<>();

  @Inject
  public Rights(Registry registry) {
    this.registry = registry;
    this.users = registry.users().orElse(null);
  }

  /** The fields of a model that its rules look at: who may read a record hangs on these. */
  public static Set<ModelField> deciding(Model model) {
    Set<ModelField> fields = new LinkedHashSet<>();
    for (Rule rule : model.rules()) {
      rule.fields().forEach(name -> model.field(name).ifPresent(fields::add));
    }
    return fields;
  }

  /**
   * A user with what decides their rights in the state that a transaction sees; costs one statement
   * for a user, none for the system or nobody. Who has no record any more is nobody.
   */
  public Principal principal(ReadTransaction transaction, User user) {
    if (users == null || user.isSystem() || user.isAnonymous()) {
      return Principal.of(user, null);
    }
    List<Row> found = transaction.read(users, List.of(user.id()));
    return found.isEmpty() ? Principal.ANONYMOUS : Principal.of(user, found.get(0));
  }

  /** What a principal may do with the records of a model; made once for each principal. */
  public Scope scope(Principal principal, Model model) {
    // The constants live longer than the models, so their scopes are kept here.
    if (principal == Principal.SYSTEM) {
      return ofSystem.computeIfAbsent(model, Rights::all);
    }
    if (principal == Principal.ANONYMOUS) {
      return ofAnonymous.computeIfAbsent(model, each -> make(principal, each));
    }
    return principal.scope(model, each -> make(principal, each));
  }

  /** What a principal may call users. */
  public UserNamePolicy naming(Principal principal) {
    if (users == null) {
      return new UserNamePolicy(null, Condition.EVERY, true, true);
    }
    Scope scope = scope(principal, users);
    return new UserNamePolicy(
        users,
        scope.reach(Operation.READ).orElse(Condition.NOTHING),
        scope.showsNames(),
        scope.showsAll());
  }

  /**
   * What a principal may see of the records that links point at.
   *
   * @param targets the models that there are links to; of users there always are
   */
  public LinkVisibility links(Principal principal, Collection<Model> targets) {
    Map<Model, Condition> limits = new LinkedHashMap<>();
    Set<Model> nameless = new LinkedHashSet<>();
    Set<Model> all = new LinkedHashSet<>(targets);
    if (users != null) {
      all.add(users);
    }
    for (Model target : all) {
      Scope scope = scope(principal, target);
      Condition reach = scope.reach(Operation.READ).orElse(Condition.NOTHING);
      if (!reach.equals(Condition.EVERY)) {
        limits.put(target, reach);
      }
      if (!scope.showsNames()) {
        nameless.add(target);
      }
    }
    return new LinkVisibility(limits, nameless, naming(principal));
  }

  /** Whether a principal may send messages on the channel of a model; no, where it is closed. */
  public boolean maySend(Principal principal, Model model) {
    return scope(principal, model).reach(Operation.READ).isPresent()
        && model.senders().stream()
            .anyMatch(group -> principal.isSystem() || isIn(principal, group));
  }

  private static Scope all(Model model) {
    Map<Operation, Condition> reach = new EnumMap<>(Operation.class);
    for (Operation operation : Operation.values()) {
      reach.put(operation, Condition.EVERY);
    }
    Set<ModelField> writable =
        model.declaredFields().stream()
            .filter(field -> field.derivation() == null)
            .collect(Collectors.toSet());
    return new Scope(model, reach, Set.copyOf(model.fields()), writable, Own.NOTHING);
  }

  private Scope make(Principal principal, Model model) {
    Map<Operation, Condition> reach = new EnumMap<>(Operation.class);
    for (Operation operation : Operation.values()) {
      reach(principal, model, operation).ifPresent(records -> reach.put(operation, records));
    }
    if (reach.isEmpty()) {
      return new Scope(model, reach, Set.of(), Set.of(), Own.NOTHING);
    }
    Set<ModelField> readable =
        model.fields().stream()
            .filter(field -> isIn(principal, field.readers()) && isKnownTarget(principal, field))
            .collect(Collectors.toSet());
    Set<ModelField> writable =
        readable.stream()
            .filter(field -> !field.isReadOnly() && field.derivation() == null)
            .filter(field -> isIn(principal, field.writers()))
            .collect(Collectors.toSet());
    return new Scope(model, reach, readable, writable, own(principal, model, readable));
  }

  /** Everybody may know of what decides their own rights. */
  private static Own own(Principal principal, Model model, Set<ModelField> readable) {
    ModelField groups = model.holdsUsers() ? model.field(Model.GROUPS).orElse(null) : null;
    return groups == null || readable.contains(groups) || principal.userId() == 0
        ? Own.NOTHING
        : new Own(principal.userId(), Set.of(groups));
  }

  /**
   * Whether there is, for the principal, a model that a field points at; else there is no such
   * field. Of users everybody knows that there are some: each record says who wrote it.
   */
  private boolean isKnownTarget(Principal principal, ModelField field) {
    Model target = field.target() == null ? null : registry.model(field.target()).orElse(null);
    return target == null || target.equals(users) || isKnown(principal, target);
  }

  private static boolean isKnown(Principal principal, Model model) {
    return !model.isSystemOnly()
        && model.grants().entrySet().stream()
            .anyMatch(each -> isIn(principal, each.getKey()) && !each.getValue().isEmpty());
  }

  private static boolean isIn(Principal principal, Optional<Set<Group>> groups) {
    return groups.map(some -> some.stream().anyMatch(group -> isIn(principal, group))).orElse(true);
  }

  private static boolean isIn(Principal principal, Group group) {
    return group.equals(Group.everyone()) || principal.groups().contains(group.name());
  }

  /** Empty if no group of the principal is granted it. */
  private static Optional<Condition> reach(Principal principal, Model model, Operation operation) {
    List<Condition> any = new ArrayList<>();
    model
        .grants()
        .forEach(
            (group, operations) -> {
              if (isIn(principal, group) && operations.contains(operation)) {
                any.add(all(conditions(principal, model, group)));
              }
            });
    if (any.isEmpty()) {
      return Optional.empty();
    }
    List<Condition> all = new ArrayList<>();
    all.add(any(any));
    all.addAll(conditions(principal, model, null));
    return Optional.of(all(all));
  }

  private static List<Condition> conditions(
      Principal principal, Model model, @Nullable Group group) {
    return model.rules().stream()
        .filter(rule -> Objects.equals(rule.group(), group))
        .map(rule -> condition(principal, model, rule))
        .toList();
  }

  private static Condition condition(Principal principal, Model model, Rule rule) {
    try {
      return rule.condition(model, principal::value);
    } catch (ValidationException e) {
      return Condition.NOTHING; // a value of theirs that no record can have
    }
  }

  private static Condition all(List<Condition> conditions) {
    List<Condition> limits =
        conditions.stream().filter(each -> !each.equals(Condition.EVERY)).distinct().toList();
    if (limits.isEmpty()) {
      return Condition.EVERY;
    }
    return limits.size() == 1 ? limits.get(0) : new Condition.All(limits);
  }

  private static Condition any(List<Condition> conditions) {
    if (conditions.contains(Condition.EVERY)) {
      return Condition.EVERY;
    }
    List<Condition> distinct = conditions.stream().distinct().toList();
    return distinct.size() == 1 ? distinct.get(0) : new Condition.Any(distinct);
  }
}
