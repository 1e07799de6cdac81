import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ResetButton } from '#ports/reset-button.ts';

/** A button under test, the hand upon it, and an eye on its lamp. */
export interface ButtonUnderTest {
  readonly button: ResetButton;
  press(): void;
  letGo(): void;
  /** Null: it shows what it otherwise shows. */
  lamp(): boolean | null;
}

/** What a push button promises, whoever carries its level. */
export function resetButtonContract(name: string, open: () => ButtonUnderTest): void {
  describe(`the contract of a reset button: ${name}`, () => {
    let under: ButtonUnderTest;
    beforeEach(() => {
      under = open();
    });
    afterEach(() => under.button.close());

    it('is let go until somebody holds it down', () => {
      expect(under.button.pressed()).toBe(false);
      under.press();
      expect(under.button.pressed()).toBe(true);
      under.letGo();
      expect(under.button.pressed()).toBe(false);
    });

    it('tells each time that there is something to see', async () => {
      for (const act of [under.press, under.letGo, under.press]) {
        const told = new Promise<void>((changed) => under.button.watch(changed));
        act();
        await told;
      }
      expect(under.button.pressed()).toBe(true);
    });

    it('lights its lamp, puts it out, and gives it back, also when it ends', () => {
      expect(under.lamp()).toBeNull();
      under.button.lamp(true);
      expect(under.lamp()).toBe(true);
      under.button.lamp(false);
      expect(under.lamp()).toBe(false);
      under.button.lamp(null);
      expect(under.lamp()).toBeNull();
      under.button.lamp(true);
      under.button.close();
      expect(under.lamp()).toBeNull();
    });
  });
}
