package dev.syncer.core.model;

import dev.syncer.api.Field;
import dev.syncer.api.Filter;
import dev.syncer.api.Grant;
import dev.syncer.api.Group;
import dev.syncer.api.Hook;
import dev.syncer.api.ModelBuilder;
import dev.syncer.api.ModelRecord;
import dev.syncer.core.fault.ErrorCode;
import dev.syncer.core.model.ModelHook.Moment;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Writes down what a module says of one model. */
final class DeclarationBuilder implements ModelBuilder {
  private static final Pattern FIELD_NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");

  private final Declaration declaration;
  private final BiConsumer<ErrorCode, String> faults;

  DeclarationBuilder(Declaration declaration, BiConsumer<ErrorCode, String> faults) {
    this.declaration = declaration;
    this.faults = faults;
  }

  @Override
  public ModelBuilder fields(Field<?>... fields) {
    for (Field<?> field : fields) {
      if (!FIELD_NAME.matcher(field.name()).matches()
          || Model.BASE_FIELDS.contains(field.name())
          || field.name().equals("display_name")) {
        faults.accept(
            ErrorCode.FIELD_NAME,
            "module "
                + declaration.module
                + " declares the field \""
                + field.name()
                + "\" of "
                + declaration.name
                + ". Names are lower case letters, digits and underscores, and none of "
                + Model.BASE_FIELDS
                + " or display_name, which every model has.");
      } else {
        declaration.add(field, declaration.module, faults);
      }
    }
    return this;
  }

  @Override
  public ModelBuilder implementsSyncer() {
    return is(ModelTrait.SYNCER);
  }

  @Override
  public ModelBuilder syncEntire() {
    return is(ModelTrait.SYNC_ENTIRE);
  }

  @Override
  public ModelBuilder constraint(String key, String message, Predicate<ModelRecord> holds) {
    declaration.constraints.add(new Constraint(key, message, holds));
    return this;
  }

  @Override
  public ModelBuilder beforeCreate(Hook.BeforeCreate hook) {
    return hook(Moment.BEFORE_CREATE, hook);
  }

  @Override
  public ModelBuilder afterCreate(Hook.OnRecords hook) {
    return hook(Moment.AFTER_CREATE, hook);
  }

  @Override
  public ModelBuilder beforeWrite(Hook.BeforeWrite hook) {
    return hook(Moment.BEFORE_WRITE, hook);
  }

  @Override
  public ModelBuilder afterWrite(Hook.OnRecords hook) {
    return hook(Moment.AFTER_WRITE, hook);
  }

  @Override
  public ModelBuilder beforeUnlink(Hook.OnRecords hook) {
    return hook(Moment.BEFORE_UNLINK, hook);
  }

  @Override
  public ModelBuilder afterUnlink(Hook.OnRecords hook) {
    return hook(Moment.AFTER_UNLINK, hook);
  }

  private ModelBuilder hook(Moment moment, Hook hook) {
    declaration.hooks.add(new ModelHook(moment, hook, declaration.module));
    return this;
  }

  @Override
  public ModelBuilder displayName(String field) {
    declaration.displayName = field;
    return this;
  }

  @Override
  public ModelBuilder users() {
    return is(ModelTrait.USERS);
  }

  @Override
  public ModelBuilder groupsReadableBy(Group... readers) {
    if (readers.length == 0) {
      throw new IllegalArgumentException(
          "groupsReadableBy() of " + declaration.name + " names no group. Name who may read.");
    }
    declaration.groupReaders.addAll(List.of(readers));
    return this;
  }

  @Override
  public ModelBuilder access(Grant... grants) {
    for (Grant grant : grants) {
      declaration.grant(grant);
    }
    return this;
  }

  @Override
  public ModelBuilder rule(Group group, Filter which) {
    declaration.rule(
        Objects.requireNonNull(group, "group"), Objects.requireNonNull(which, "which"));
    return this;
  }

  @Override
  public ModelBuilder rule(Filter which) {
    declaration.rule(null, Objects.requireNonNull(which, "which"));
    return this;
  }

  @Override
  public ModelBuilder messages(Group... senders) {
    if (senders.length == 0) {
      throw new IllegalArgumentException(
          "messages() of " + declaration.name + " names no group. Name who may send.");
    }
    declaration.senders.addAll(List.of(senders));
    return this;
  }

  @Override
  public ModelBuilder systemOnly() {
    return is(ModelTrait.SYSTEM_ONLY);
  }

  private ModelBuilder is(ModelTrait trait) {
    declaration.traits.add(trait);
    return this;
  }
}
