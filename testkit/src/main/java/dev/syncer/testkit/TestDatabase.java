package dev.syncer.testkit;

import dev.syncer.api.User;

/** The database of a test. */
public final class TestDatabase {
  private final TestNode node;

  TestDatabase(TestNode node) {
    this.node = node;
  }

  /** The database with the rights of a user. */
  public UserDatabase as(User user) {
    return new UserDatabase(node, user);
  }

  /** The database with the rights of the system, which may do everything. */
  public UserDatabase asSystem() {
    return as(User.SYSTEM);
  }
}
