/** How long to wait before a connection is tried again. */
export interface BackoffOptions {
  /** The range of the first wait, in milliseconds. Default 500. It doubles with each failure. */
  base?: number;
  /** The longest wait, in milliseconds. Default 20,000. */
  cap?: number;
}

/**
 * Full-jitter backoff: the n-th wait is a random time between 0 and `min(cap, base * 2^n)`.
 *
 * The whole range is random, not a part of it, so that clients which lost the same server spread evenly.
 * Source: Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
 */
export class Backoff {
  readonly #base: number;
  readonly #cap: number;
  readonly #random: () => number;
  #failures = 0;

  constructor(options: BackoffOptions, random: () => number) {
    this.#base = options.base ?? 500;
    this.#cap = options.cap ?? 20_000;
    this.#random = random;
  }

  /** The next wait in milliseconds. `range` replaces the range for the first wait after a success. */
  next(range?: number): number {
    const first = this.#failures === 0 ? range : undefined;
    const limit = first ?? Math.min(this.#cap, this.#base * 2 ** Math.min(this.#failures, 30));
    this.#failures++;
    return this.#random() * limit;
  }

  /** A connection worked: the next wait is short again. */
  reset(): void {
    this.#failures = 0;
  }
}
