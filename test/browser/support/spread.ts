/** ms */
export interface Spread {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** To a tenth of a millisecond. */
export function spread(times: readonly number[]): Spread {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (part: number): number =>
    Math.round(10 * sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))]!) / 10;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
