package dev.syncer.rpc.core.dataset;

import dev.syncer.api.Query;
import dev.syncer.core.memory.Footprint;
import dev.syncer.core.model.Row;
import dev.syncer.core.spi.MemoryClaim;
import dev.syncer.rpc.ValidationException;
import dev.syncer.rpc.core.Limits;
import dev.syncer.rpc.core.call.Answers;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How much one read answers: so many records, and so many bytes. Nothing is left out without a
 * word: what is more is refused, and the refusal says how to get it in parts.
 */
final class Pages {
  private final Limits limits;

  Pages(Limits limits) {
    this.limits = limits;
  }

  /**
   * A query for a page.
   *
   * @param limit what was asked for; null for the usual
   * @param usual how many records there may be without a limit
   * @throws ValidationException if it is larger than a page may be
   */
  Query page(Query query, @Nullable Integer limit, int usual) {
    if (limit == null) {
      return query.limit(usual + 1);
    }
    if (limit < 1 || limit > limits.reads().largestPage()) {
      throw new ValidationException(
          "The limit is " + limit + ", but takes 1 to " + limits.reads().largestPage() + ".",
          Map.of("argument", "limit", "rule", "range", "most", limits.reads().largestPage()));
    }
    return query.limit(limit);
  }

  /**
   * What was found, all of it.
   *
   * @throws ValidationException if nobody gave a limit, and there is more than is usual
   */
  <T> List<T> all(List<T> found, @Nullable Integer limit, int usual) {
    if (limit == null && found.size() > usual) {
      throw new ValidationException(
          "More than "
              + usual
              + " records match, and no limit was given. Ask for them in parts, with limit (up to "
              + limits.reads().largestPage()
              + ") and offset; search_count tells how many there are.",
          Map.of("argument", "limit", "rule", "page", "usual", usual));
    }
    return found;
  }

  /** Reads records for an answer; they are counted until the call is over. */
  List<Object> read(Supplier<List<Object>> read) {
    MemoryClaim answer =
        MemoryClaim.current()
            .within(
                limits.messages().answer(), bytes -> Answers.tooLarge(limits.messages().answer()));
    List<Object> records = answer.during(read);
    answer.take(records.stream().mapToLong(Pages::bytes).sum());
    return records;
  }

  private static long bytes(Object record) {
    return record instanceof Row row ? row.bytes() : Footprint.of(record);
  }
}
