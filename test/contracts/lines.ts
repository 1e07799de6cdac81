import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LineController } from '#ports/bus.ts';
import { SpiBurst } from '../box/preloaded/spi-burst.ts';

/** FRAME of a PX8 card: low from "frame ready" until its burst begins, then low again for the next frame. */
const FRAME = 24;
const RESET_N = 23;

/** What GPIO lines promise, whoever carries them. Needs a card that runs. */
export function linesContract(name: string, open: () => LineController): void {
  describe(`the contract of GPIO lines: ${name}`, () => {
    let lines: LineController;
    beforeEach(() => {
      lines = open();
    });
    afterEach(() => lines.close());

    it('an output begins with the level that was asked for, and takes another', () => {
      const reset = lines.output(RESET_N, true);
      expect(reset.ok).toBe(true);
      if (reset.ok) reset.value.set(false);
    });

    it('whoever serves a line each time that it is told low is never forgotten', async () => {
      const frame = lines.input(FRAME);
      if (!frame.ok) throw new Error(frame.error.what);
      const burst = new SpiBurst();
      let served = 0;
      await new Promise<void>((enough) => {
        frame.value.watch((high) => {
          if (high) return;
          served += 1;
          if (served === 20) enough();
          else burst.exchange();
        });
        if (!frame.value.get()) burst.exchange();
      });
      burst.close();
      expect(served).toBe(20);
    });

    it('the level of a watched line can be looked at', () => {
      const frame = lines.input(FRAME);
      expect(frame.ok && typeof frame.value.get()).toBe('boolean');
    });

    it('refuses a line that the controller does not have', () => {
      const beyond = lines.input(200);
      expect(!beyond.ok && beyond.error).toMatchObject({ code: 'TR-BOARD-013', where: 'GPIO 200' });
    });

    it('a line that was given back can be taken again', () => {
      expect(lines.output(RESET_N, false).ok).toBe(true);
      lines.close();
      lines = open();
      expect(lines.output(RESET_N, false).ok).toBe(true);
    });
  });
}
