package dev.syncer.core.suite;

import com.google.inject.Module;
import dev.syncer.testkit.base.Replica;
import java.nio.file.Path;

/**
 * Delivery on every store: nothing lost, nothing twice, in order, whole commits; across resumes,
 * snapshots under load, slow readers and restarts. The oracle is a {@link Replica} against a fresh
 * read. A store passes it as a subclass.
 */
public abstract class BrokerContract extends BrokerContractReaders {

  /** The Guice module of the store under test, which keeps its files in the directory. */
  @Override
  protected abstract Module store(Path directory);
}
