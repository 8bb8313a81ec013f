package dev.syncer.core.model;

import dev.syncer.api.Field;
import dev.syncer.api.Filter;
import dev.syncer.api.Grant;
import dev.syncer.api.Group;
import dev.syncer.api.Operation;
import dev.syncer.core.fault.ErrorCode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What one module says of one model; what an extension says is merged into it. A {@link Model} is
 * made of it, so that an option is written down here, by the builder, and nowhere in between.
 */
final class Declaration {
  final String name;
  final String module;
  final Map<Field<?>, String> fields = new LinkedHashMap<>();
  final List<Constraint> constraints = new ArrayList<>();
  final List<ModelHook> hooks = new ArrayList<>();
  final Map<Group, Set<Operation>> grants = new LinkedHashMap<>();
  final List<Rule> rules = new ArrayList<>();
  final Set<Group> groupReaders = new LinkedHashSet<>();
  final Set<Group> senders = new LinkedHashSet<>();
  final Set<ModelTrait> traits = EnumSet.noneOf(ModelTrait.class);
  @Nullable String displayName;

  Declaration(String name, String module) {
    this.name = name;
    this.module = module;
  }

  boolean is(ModelTrait trait) {
    return traits.contains(trait);
  }

  /** The declared field of this name, null if there is none. */
  @Nullable Field<?> field(String wanted) {
    for (Field<?> field : fields.keySet()) {
      if (field.name().equals(wanted)) {
        return field;
      }
    }
    return null;
  }

  /** Adds a field that a module declares; one that is there already is a fault. */
  void add(Field<?> field, String by, BiConsumer<ErrorCode, String> faults) {
    Field<?> other = field(field.name());
    if (other == null) {
      fields.put(field, by);
      return;
    }
    faults.accept(
        ErrorCode.FIELD_DUPLICATE,
        "module "
            + by
            + " declares the field \""
            + field.name()
            + "\" of "
            + name
            + ", which module "
            + fields.get(other)
            + " declares already. Rename one of them.");
  }

  void grant(Grant grant) {
    grants
        .computeIfAbsent(grant.group(), group -> EnumSet.noneOf(Operation.class))
        .addAll(grant.operations());
  }

  void rule(@Nullable Group group, Filter which) {
    rules.add(new Rule(group, which, module));
  }

  /** Adds what an extension of the model says. */
  void merge(Declaration extension, BiConsumer<ErrorCode, String> faults) {
    extension.fields.forEach((field, by) -> add(field, by, faults));
    constraints.addAll(extension.constraints);
    hooks.addAll(extension.hooks);
    extension.grants.forEach((group, operations) -> grant(new Grant(group, operations)));
    rules.addAll(extension.rules);
    groupReaders.addAll(extension.groupReaders);
    senders.addAll(extension.senders);
    traits.addAll(extension.traits);
    if (extension.displayName != null) {
      displayName = extension.displayName;
    }
  }
}
