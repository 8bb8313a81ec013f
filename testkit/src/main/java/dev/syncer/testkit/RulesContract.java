package dev.syncer.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.syncer.api.ModelModule;
import dev.syncer.api.ModelRecord;
import dev.syncer.api.UnitOfWork;
import dev.syncer.rpc.ConflictException;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * What a write has to keep, on every store: the version it was meant for, values that are unique,
 * constraints. A store passes it as a subclass.
 */
public abstract class RulesContract extends UnitFixture {
  private static final String ACCOUNT = "u.account";

  @Override
  final List<ModelModule> modules() {
    return List.of(new RulesModule());
  }

  private <E extends Throwable> E refused(Class<E> type, Consumer<UnitOfWork> work) {
    return catchThrowableOfType(type, () -> database().run(ANA, work));
  }

  @Test
  void write_atItsVersion_writes() {
    long id = create(ACCOUNT, "name", "Cash");

    database().run(ANA, unit -> unit.model(ACCOUNT).write(id, v("name", "Till"), 1));

    assertThat(read(ACCOUNT, id).get("name")).isEqualTo("Till");
    assertThat(read(ACCOUNT, id).version()).isEqualTo(2);
  }

  @Test
  void write_atAnotherVersion_tellsTheCurrentOneAndWritesNothing() {
    long id = create(ACCOUNT, "name", "Cash");
    database().run(ANA, unit -> unit.model(ACCOUNT).write(id, v("name", "Till")));
    told();

    ConflictException conflict =
        refused(
            ConflictException.class, unit -> unit.model(ACCOUNT).write(id, v("name", "Purse"), 1));

    assertThat(conflict.context())
        .containsEntry("model", ACCOUNT)
        .containsEntry("id", id)
        .containsEntry("version", 2L);
    assertThat(((ModelRecord) conflict.context().get("record")).get("name")).isEqualTo("Till");
    assertThat(read(ACCOUNT, id).get("name")).isEqualTo("Till");
    assertThat(told()).isEmpty();
  }
}
