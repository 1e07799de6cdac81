/** What the kernel tells of a process: memory, and how long its threads waited for a processor. */
import { readdirSync, readFileSync } from 'node:fs';

const KIB_A_MIB = 1024;

/** Resident memory, MiB. */
export function residentMib(pid: number): number {
  const [, kib = '0'] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kib) / KIB_A_MIB;
}

/** Slope of the least-squares line through the points, per unit of x; 0 for fewer than two. */
export function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, one) => sum + one, 0) / values.length;
  const [x, y] = [mean(points.map(([one]) => one)), mean(points.map(([, one]) => one))];
  const across = points.reduce((sum, [one]) => sum + (one - x) ** 2, 0);
  if (points.length < 2 || across === 0) return 0;
  return points.reduce((sum, [at, value]) => sum + (at - x) * (value - y), 0) / across;
}

/** A thread of a process by its name; null when it has none, or the kernel keeps no schedstat. */
export class ThreadWatch {
  readonly #file: string;
  #waitedNs: number;
  /** Longest that it was ready and had no processor, over all its wake-ups between two looks; ms. */
  worstMs = 0;

  private constructor(file: string) {
    this.#file = file;
    this.#waitedNs = this.#waited();
  }

  static of(pid: number, name: string): ThreadWatch | null {
    const folder = `/proc/${pid}/task`;
    const thread = readdirSync(folder).find(
      (one) => readFileSync(`${folder}/${one}/comm`, 'utf8').trim() === name,
    );
    return thread === undefined ? null : new ThreadWatch(`${folder}/${thread}/schedstat`);
  }

  /** To be called often: what it tells is of the time since the last look. */
  look(): void {
    const before = this.#waitedNs;
    this.#waitedNs = this.#waited();
    this.worstMs = Math.max(this.worstMs, (this.#waitedNs - before) / 1e6);
  }

  /** Second number of schedstat: time spent on a run queue, ns (Documentation/scheduler/sched-stats.rst). */
  #waited(): number {
    return Number(readFileSync(this.#file, 'utf8').split(' ')[1]);
  }
}
