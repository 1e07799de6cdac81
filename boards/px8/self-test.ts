import { type BurstSelfTest, type LoopbackRun, openCardBurst, type SpidevBurst } from '#native/spidev.ts';
import { type Fault, ok, type Result } from '#units/result.ts';

/** 0.3 s of bursts at each clock: 45 kB each way. */
const BURSTS = 64;

const mhz = (clockHz: number): string => `${(clockHz / 1_000_000).toFixed(1)} MHz`;
const lost = ({ bursts, damaged, refused, wrong, failed }: LoopbackRun): string =>
  `${damaged + refused + wrong + failed} of ${bursts + failed} bursts were not clean`;

/** What people should know of a self-test; nothing when the first clock was clean, or no card is there to ask. */
export function noticesOf({ verdict, clockHz, run, refused }: BurstSelfTest, card: number): readonly Fault[] {
  if (verdict === 'no-card' || refused === null) return [];
  const where = `card ${card} media burst`;
  if (verdict === 'clean') {
    const what = `at ${mhz(refused.clockHz)} ${lost(refused.run)}; it runs at ${mhz(clockHz)}`;
    const todo = 'check connector and cabling; set the core clock in config.txt as docs/px8.md says';
    return [{ code: 'TR-BOARD-015', where, what, todo }];
  }
  const what = `even at ${mhz(clockHz)} ${lost(run)}`;
  const todo = 'check connector and cabling, change the card; voice will click until then';
  return [{ code: 'TR-BOARD-016', where, what, todo }];
}

/** Finds the clock that this card's wires bear. The card's chips are in reset meanwhile, its relays released. */
export function settleClock(
  burst: SpidevBurst,
  clocksHz: readonly number[],
  card: number,
): Result<{ readonly burst: SpidevBurst; readonly notices: readonly Fault[] }> {
  const opened = openCardBurst(burst);
  if (!opened.ok) return opened;
  const test = opened.value.selfTest(clocksHz, BURSTS);
  opened.value.close();
  return ok({ burst: { ...burst, clockHz: test.clockHz }, notices: noticesOf(test, card) });
}
