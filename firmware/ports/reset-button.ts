/**
 * The push button of a box, and the lamp beside it. Real: a GPIO line of the board and a lamp of the machine
 * (`adapters/box/gpio-button.ts`); simulated: `test/support/pretend-button.ts`.
 */
export interface ResetButton {
  /** Whether it is held down now. */
  pressed(): boolean;
  /** `changed` is a reason to look; changes that follow each other quickly may be told once. */
  watch(changed: () => void): void;
  /** Lights the lamp or puts it out; null: it shows again what it otherwise shows. Does nothing where there is none. */
  lamp(lit: boolean | null): void;
  /** Gives button and lamp back. */
  close(): void;
}
