package dev.syncer.core.spi;

import dev.syncer.core.model.Row;
import java.util.List;

/**
 * What a {@link Search} found.
 *
 * @param rows in the order asked for
 * @param isCut whether there are more within its limit, which its bytes left no room for
 */
public record Found(List<Row> rows, boolean isCut) {
  public Found {
    rows = List.copyOf(rows);
  }
}
