package dev.syncer.testkit;

import dev.syncer.api.Fields;
import dev.syncer.api.User;
import dev.syncer.api.Values;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Registry;
import java.util.List;

/** Makes users in the model of users of the modules under test. */
public final class TestUsers {
  private final TestNode node;

  TestUsers(TestNode node) {
    this.node = node;
  }

  /**
   * A user of this name in these groups, and in no other.
   *
   * @param groups {@code "user"} too, if they are to be in it
   */
  public User create(String name, String... groups) {
    return create(name, Values.values(), groups);
  }

  /**
   * As {@link #create(String, String...)}, with more values of the model of users.
   *
   * @param more what that model requires beside the name
   */
  public User create(String name, Values more, String... groups) {
    Model users = node.get(Registry.class).users().orElseThrow();
    Values values = more.with(Fields.GROUPS, List.of(groups));
    String called = users.displayNameField().map(ModelField::name).orElse("");
    if (!called.isEmpty()) {
      values = values.with(called, name);
    }
    long id = node.database().asSystem().create(users.name(), values);
    return User.of(id, name);
  }
}
