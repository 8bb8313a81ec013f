package dev.syncer.core.work;

import dev.syncer.api.User;
import dev.syncer.core.model.Registry;
import dev.syncer.core.model.Row;
import dev.syncer.core.spi.ReadTransaction;
import java.util.List;

/** Shows rows of a table as a read shows them. */
public final class RecordReader {
  private RecordReader() {}

  /** The rows with what follows from others, and with names. */
  public static List<Row> shown(Registry registry, ReadTransaction transaction, List<Row> rows) {
    return new ReadingUnit(User.SYSTEM, registry, transaction).shown(rows);
  }
}
