import type { RandomSource } from './card.ts';

/**
 * Bit errors on a serial wire: each bit flips with the same odds. The distance to the next error is drawn
 * once an error, not once a bit (geometric distribution), so that rare errors cost nothing.
 */
export class BitErrors {
  private odds = 0;
  private random: RandomSource = () => 0.5;
  private bitsToNext = Number.POSITIVE_INFINITY;

  set(odds: number, random: RandomSource): void {
    this.odds = Math.min(1, Math.max(0, odds));
    this.random = random;
    this.bitsToNext = this.distance();
  }

  get on(): boolean {
    return this.odds > 0;
  }

  /** Flips bits in place as the bytes go by. */
  apply(bytes: Uint8Array): void {
    const bits = bytes.length * 8;
    while (this.bitsToNext < bits) {
      bytes[this.bitsToNext >> 3]! ^= 0x80 >> (this.bitsToNext & 7);
      this.bitsToNext += 1 + this.distance();
    }
    this.bitsToNext -= bits;
  }

  private distance(): number {
    if (this.odds === 0) return Number.POSITIVE_INFINITY;
    if (this.odds === 1) return 0;
    return Math.floor(Math.log(1 - this.random()) / Math.log(1 - this.odds));
  }
}
