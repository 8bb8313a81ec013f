package dev.syncer.rpc.core;

import static dev.syncer.core.fault.OptionCheck.check;

/**
 * How large a filter of a client may be.
 *
 * @param terms terms in one filter; default 32, 1 to 1,000
 * @param depth levels of {@code &}, {@code |} and {@code !}, the same operator in a row being one;
 *     default 8, 1 to 64
 * @param values values of one {@code in} or {@code not in}; default 500, 1 to 10,000
 * @param pattern characters of the pattern of a {@code like} or one of its kind; default 1,000, 1
 *     to 10,000
 */
public record FilterLimits(int terms, int depth, int values, int pattern) {
  /** Those of the protocol. */
  public static final FilterLimits DEFAULTS = new FilterLimits(32, 8, 500, 1_000);

  public FilterLimits {
    check(terms >= 1 && terms <= 1_000, "terms of a filter", terms, "1 to 1000");
    check(depth >= 1 && depth <= 64, "depth of a filter", depth, "1 to 64 levels");
    check(values >= 1 && values <= 10_000, "values of an in", values, "1 to 10000");
    check(pattern >= 1 && pattern <= 10_000, "pattern of a like", pattern, "1 to 10000 characters");
  }
}
