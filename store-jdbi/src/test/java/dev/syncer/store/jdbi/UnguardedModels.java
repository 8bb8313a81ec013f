package dev.syncer.store.jdbi;

import dev.syncer.core.suite.RightsModule;
import dev.syncer.core.suite.RightsModule.Protection;

/** Models that forget to protect something; only the test of the contract runs them. */
final class UnguardedModels {
  private UnguardedModels() {}

  static class Sound extends SqliteRightsTest {}

  static class WithoutRules extends SqliteRightsTest {
    @Override
    protected RightsModule module() {
      return new RightsModule(Protection.RULES);
    }
  }

  static class WithoutReaders extends SqliteRightsTest {
    @Override
    protected RightsModule module() {
      return new RightsModule(Protection.READERS_OF_FIELDS);
    }
  }

  static class WithoutWriters extends SqliteRightsTest {
    @Override
    protected RightsModule module() {
      return new RightsModule(Protection.WRITERS_OF_FIELDS);
    }
  }

  static class WithLargeGrants extends SqliteRightsTest {
    @Override
    protected RightsModule module() {
      return new RightsModule(Protection.LIMITS_OF_GRANTS);
    }
  }

  static class WithoutRulesOfTags extends SqliteRightsTest {
    @Override
    protected RightsModule module() {
      return new RightsModule(Protection.RULES_OF_TAGS);
    }
  }
}
