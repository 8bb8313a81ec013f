package dev.syncer.rpc.core;

import static dev.syncer.core.fault.OptionCheck.check;

/**
 * How many records one read may answer. Set through {@link Limits#builder}.
 *
 * @param page records that a read answers where the caller gives no limit; where there are more the
 *     read is refused; default 1,000, 1 to {@code largestPage}
 * @param largestPage records that a caller can ask for at once; default 10,000, at least 1
 */
public record ReadLimits(int page, int largestPage) {
  public ReadLimits {
    check(page >= 1 && page <= largestPage, "page", page, "1 to largestPage records");
    check(largestPage >= 1, "largestPage", largestPage, "at least 1 record");
  }
}
