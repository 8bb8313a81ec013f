package dev.syncer.store.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncer.api.Fields;
import dev.syncer.core.log.CommitCodec;
import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Row;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How many statements the database really gets. That a unit of work makes as many calls of the
 * store for many records as for few is shown elsewhere; here, that such a call is as many
 * statements.
 */
class SqliteStatementsTest {
  private final Registry registry = TestModels.items(Fields.text("name"), Fields.integer("size"));
  private final Model item = TestModels.item(registry);
  @TempDir Path directory;

  @Test
  void calls_ofTheStore_areAsManyStatementsForManyRecords() {
    List<String> few = statements(10);
    List<String> many = statements(1_000);

    assertThat(many).isEqualTo(few).hasSizeLessThan(10);
  }

  @Test
  void control_callsOneByOne_areFound() {
    List<String> statements = new ArrayList<>();
    open(
        "one by one",
        statements,
        transaction -> rows(10).forEach(row -> transaction.insert(item, List.of(row))));

    assertThat(statements).hasSizeGreaterThanOrEqualTo(10);
  }

  private List<String> statements(int records) {
    List<String> statements = new ArrayList<>();
    open(
        String.valueOf(records),
        statements,
        transaction -> {
          List<Long> ids = transaction.insert(item, rows(records));
          List<Row> read = transaction.read(item, ids);
          assertThat(read).hasSize(records);
          transaction.update(item, read);
          assertThat(transaction.search(item, in(ids), List.of(), Integer.MAX_VALUE, 0))
              .hasSize(records);
          transaction.delete(item, ids);
        });
    return statements;
  }

  private Condition in(List<Long> ids) {
    return new Condition.In(item.fields().get(0), List.<Object>copyOf(ids));
  }

  private List<Row> rows(int count) {
    List<Row> rows = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      rows.add(TestModels.row(item, Map.of("version", 1L, "name", "item " + i, "size", i)));
    }
    return rows;
  }

  private void open(String name, List<String> statements, Consumer<JdbiWriteTransaction> work) {
    SqliteOptions options = SqliteOptions.builder(directory.resolve(name + ".db")).build();
    try (SqliteFile database = SqliteFile.open(options, registry)) {
      Handle handle = database.writer();
      handle.setSqlLogger(
          new SqlLogger() {
            @Override
            public void logBeforeExecution(StatementContext context) {
              statements.add(context.getRenderedSql());
            }
          });
      handle.useTransaction(
          open ->
              work.accept(
                  new JdbiWriteTransaction(
                      open,
                      new Sequences(),
                      Map.of(item, new Table(item, registry.relations())),
                      new CommitCodec(registry))));
    }
  }
}
