import { ms, us } from '#units/time.ts';
import type { Program, Registers } from '../px8/program.ts';
import { REG } from './registers.ts';

/** An access takes one period of 16 kHz; long before this it has ended or the chip is dead. */
const PENDING_MAX = ms(100);
const LOOK = us(1000);
const TRIES_MAX = 6;

/**
 * Writes an indirect register and reads it back until it is right: low, high, address (DS, indirect
 * access). Reading sets only the address: touching 28 or 29 would make it a write.
 */
export function* writeIndirect(chip: Registers, address: number, value: number): Program {
  for (let attempt = 0; attempt < TRIES_MAX; attempt += 1) {
    yield* notPending(chip);
    yield* chip.transfer([
      chip.writeOperation(REG.indirectLow, value & 0xff),
      chip.writeOperation(REG.indirectHigh, value >> 8),
      chip.writeOperation(REG.indirectAddress, address),
      chip.readOperation(REG.indirectStatus),
    ]);
    if ((yield* readIndirect(chip, address)) === value) return;
  }
  yield* chip.fail('TR-FXS-005', `indirect ${address} does not become 0x${value.toString(16)}`);
}

export function* readIndirect(chip: Registers, address: number): Program<number> {
  yield* notPending(chip);
  yield* chip.write(REG.indirectAddress, address);
  yield* notPending(chip);
  const [low, high] = yield* chip.readAll([REG.indirectLow, REG.indirectHigh]);
  return (low as number) | ((high as number) << 8);
}

function* notPending(chip: Registers): Program {
  const idle = function* (): Program<boolean> {
    return ((yield* chip.read(REG.indirectStatus)) & 1) === 0;
  };
  if (yield* idle()) return;
  // Bus traffic itself takes the time that is needed; a second look is nearly always enough.
  if (yield* idle()) return;
  if (!(yield* chip.until(idle, PENDING_MAX, LOOK)))
    yield* chip.fail('TR-FXS-005', 'an indirect access does not end');
}
