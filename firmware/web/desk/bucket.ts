/** What a page may say: so many at once, refilled evenly. */
export class Bucket {
  readonly #sizeMax: number;
  readonly #perMs: number;
  #left: number;
  #lastMs: number;

  constructor(sizeMax: number, perSecond: number, nowMs: number) {
    this.#sizeMax = sizeMax;
    this.#perMs = perSecond / 1_000;
    this.#left = sizeMax;
    this.#lastMs = nowMs;
  }

  /** False: it was too much. */
  take(nowMs: number): boolean {
    this.#left = Math.min(this.#sizeMax, this.#left + (nowMs - this.#lastMs) * this.#perMs);
    this.#lastMs = nowMs;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
