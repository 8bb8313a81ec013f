package dev.syncer.core.model;

import dev.syncer.api.Field;
import dev.syncer.api.Fields;
import dev.syncer.api.Group;
import dev.syncer.api.ModelRecord;
import dev.syncer.core.fault.ErrorCode;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What the framework adds to the model of users, so that all that decides what somebody may do is
 * in their record, and each change of it is a change in the log.
 */
final class UserFields {
  private static final int SIZE = 4096;

  private static final Field<Boolean> ACTIVE = Fields.bool(Model.ACTIVE).defaultsTo(true);

  private static final Constraint ARE_NAMES =
      new Constraint(
          "user.groups",
          "The groups of a user are an array of names, such as [\"user\", \"manager\"].",
          UserFields::areNames);

  private UserFields() {}

  /** Besides those who may read it everybody reads their own: see {@code Rights}. */
  private static Field<Object> groups(Set<Group> readers) {
    return Fields.json(Model.GROUPS, SIZE)
        .readOnly()
        .defaultsTo(List.of("user"))
        .readableBy(readers.toArray(Group[]::new));
  }

  static void addTo(Declaration users, BiConsumer<ErrorCode, String> faults) {
    for (Field<?> field : List.of(groups(users.groupReaders), ACTIVE)) {
      Field<?> other = users.field(field.name());
      if (other == null) {
        users.fields.put(field, ModelAssembly.FRAMEWORK);
      } else {
        faults.accept(
            ErrorCode.FIELD_DUPLICATE,
            "module "
                + users.fields.get(other)
                + " declares the field \""
                + field.name()
                + "\" of "
                + users.name
                + ", which users() brings. Rename it, or use the one that is there.");
      }
    }
    users.constraints.add(ARE_NAMES);
  }

  private static boolean areNames(ModelRecord user) {
    @Nullable Object groups = user.get(Model.GROUPS);
    return groups == null
        || (groups instanceof Collection<?> names
            && names.stream().allMatch(name -> name instanceof String text && isName(text)));
  }

  private static boolean isName(String text) {
    try {
      Group.group(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
