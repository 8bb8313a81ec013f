package dev.syncer.core.view;

import dev.syncer.api.ReadUnit;
import dev.syncer.api.User;
import dev.syncer.core.model.Condition;
import dev.syncer.core.model.Model;
import dev.syncer.core.model.ModelField;
import dev.syncer.core.model.Projection;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Row;
import dev.syncer.core.rights.Principal;
import dev.syncer.core.rights.Rights;
import dev.syncer.core.rights.Scope;
import dev.syncer.core.spi.ReadTransaction;
import dev.syncer.rpc.MissingException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Shows rows of a table as a read shows them. */
public final class RecordReader {
  private RecordReader() {}

  /**
   * The rows as a reader sees them: with what follows from others and with names, but without
   * hidden fields, without the ids in lists and the names of links that point at what they may not
   * read.
   *
   * @param rows within the reader's reach
   */
  public static List<Row> shown(
      Registry registry,
      Rights rights,
      Principal reader,
      ReadTransaction transaction,
      List<Row> rows) {
    return new RecordView(User.SYSTEM, registry, rights, transaction, () -> reader).seen(rows);
  }

  /** The record of a user, whole; empty where there is none. */
  public static Optional<Row> user(Registry registry, ReadTransaction transaction, User user) {
    Model users = registry.users().orElse(null);
    if (users == null || user.id() <= 0) {
      return Optional.empty();
    }
    List<Row> found = transaction.read(users, List.of(user.id()));
    return shown(registry, transaction, found).stream().findFirst();
  }

  /** What the one who acts in a unit of work may do with a model, in the state that it sees. */
  public static Scope scope(ReadUnit unit, Model model) {
    return RecordView.scope(unit, model);
  }

  /** What has to be read of records to show these fields of them; null for everything. */
  public static @Nullable Set<ModelField> columns(Registry registry, Projection asked) {
    return Columns.of(registry, asked, Condition.EVERY);
  }

  /** What is told of a record that there is not, in the same words if one may not read it. */
  public static MissingException missing(Model model, long id) {
    return RecordView.missing(model, id);
  }

  /** The rows with the names of now. */
  public static List<Row> named(Registry registry, ReadTransaction transaction, List<Row> rows) {
    return new RecordView(registry, transaction).named(rows);
  }

  /**
   * The rows with those fields that are asked for: with what follows from others, and with names.
   * Nothing else is computed.
   */
  public static List<Row> shown(
      Registry registry, ReadTransaction transaction, List<Row> rows, Projection asked) {
    return new RecordView(registry, transaction).shown(rows, asked::has);
  }

  /** The rows with what follows from others, and with names. */
  public static List<Row> shown(Registry registry, ReadTransaction transaction, List<Row> rows) {
    return new RecordView(registry, transaction).shown(rows);
  }
}
