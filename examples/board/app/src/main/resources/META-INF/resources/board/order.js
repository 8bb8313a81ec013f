// The order of cards in a column: by sequence, then by id.

/** Between two cards that a person sees with a gap, the server finds a place; so does the page until it has answered. */
const STEP = 65_536;

export function compareTasks(a, b) {
  return a.sequence - b.sequence || a.id - b.id;
}

/** Where `item` stands, or would stand, in a sorted list. */
export function indexIn(sorted, item, compare = compareTasks) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(sorted[middle], item) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A sequence between two neighbours, either of which may be missing. It may be a fraction: only the server's counts. */
export function sequenceBetween(above, below) {
  if (above === undefined) return below === undefined ? STEP : below.sequence - STEP;
  return below === undefined ? above.sequence + STEP : (above.sequence + below.sequence) / 2;
}

/** The id of a many2one value: `[3, "Done"]`, an id that was just written, or null. */
export function idOf(link) {
  return Array.isArray(link) ? link[0] : (link ?? null);
}
