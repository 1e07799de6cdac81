import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '#sim/virtual-clock.ts';
import { instant, ms } from '#units/time.ts';
import { type Act, count, RESET_MS, SETTLES_MS } from '../../tools/box/button/count.ts';
import { SAID, serveButton } from '../../tools/box/button/serve.ts';
import { resetButtonContract } from '../contracts/reset-button.ts';
import { PretendButton } from '../support/pretend-button.ts';

resetButtonContract('one without a box', () => {
  const button = new PretendButton();
  return { button, press: button.press, letGo: button.letGo, lamp: () => button.lit };
});

/** A box that runs, with somebody at its button. */
function atTheBox(pressedAtStart = false) {
  const [clock, button] = [new VirtualClock(), new PretendButton(pressedAtStart)];
  const did: Act[] = [];
  const said: string[] = [];
  let broken = false;
  const act = (what: Act) => () => {
    if (broken) throw new Error('systemctl reboot: no answer');
    did.push(what);
  };
  const deeds = { restart: act('restart'), reset: act('reset'), say: (text: string) => void said.push(text) };
  const end = serveButton(button, clock, deeds);
  const wait = (forMs: number): void => clock.runFor(ms(forMs));
  const holds = (forMs: number): void => {
    button.press();
    wait(forMs);
    button.letGo();
    wait(1_000);
  };
  const breaks = (is: boolean): void => {
    broken = is;
  };
  wait(1_000);
  return { clock, button, did, said, end, wait, holds, breaks };
}

describe('the reset button of a box', () => {
  it('touched, or held for less than 3 s, does nothing', () => {
    const box = atTheBox();
    for (const forMs of [1, 20, 500, 2_900]) box.holds(forMs);
    expect(box.did).toEqual([]);
    expect(box.said).toEqual([]);
  });

  it('held for 3 s and let go starts the box anew, once', () => {
    const box = atTheBox();
    box.holds(4_000);
    expect(box.did).toEqual(['restart']);
    expect(box.said).toEqual([SAID.held, SAID.restart]);
    box.holds(4_000);
    expect(box.did).toEqual(['restart']);
  });

  it('held for 10 s makes the box as new while it is still held, and says what comes next', () => {
    const box = atTheBox();
    box.button.press();
    box.wait(RESET_MS - 1_000);
    expect(box.did).toEqual([]);
    box.wait(1_500);
    expect(box.did).toEqual(['reset']);
    expect(box.said).toEqual([SAID.held, SAID.reset]);
    expect(box.button.lit).toBe(true);
    box.wait(600_000);
    box.button.letGo();
    box.wait(1_000);
    expect(box.did).toEqual(['reset']);
  });

  it('that sticks resets nothing, however often the box is started; let go once, it counts again', () => {
    for (let start = 0; start < 3; start += 1) {
      const stuck = atTheBox(true);
      stuck.wait(3_600_000);
      expect(stuck.did).toEqual([]);
      expect(stuck.said).toEqual([SAID.sticks]);
    }
    const box = atTheBox(true);
    box.wait(20_000);
    box.button.letGo();
    box.wait(1_000);
    expect(box.did).toEqual([]);
    box.holds(11_000);
    expect(box.did).toEqual(['reset']);
  });

  it('bounces as contacts do, and is held all the same', () => {
    const box = atTheBox();
    box.button.press();
    for (let second = 0; second < 11; second += 1) {
      box.wait(980);
      box.button.letGo();
      box.wait(SETTLES_MS / 5);
      box.button.press();
      box.wait(SETTLES_MS / 5);
    }
    expect(box.did).toEqual(['reset']);
  });

  it('pressed often adds up to nothing', () => {
    const box = atTheBox();
    for (let press = 0; press < 50; press += 1) box.holds(1_000);
    expect(box.did).toEqual([]);
  });

  it('time in which nobody looked is not held: a box that stood still has not been asked for anything', () => {
    const [pressed, letGo] = [instant(0), instant(15_000_000)];
    const held = count({ is: 'open' }, true, pressed).button;
    expect(count(held, true, letGo)).toMatchObject({ act: null, button: { is: 'held' } });
    const open = count(held, false, letGo);
    expect(open.next).not.toBeNull();
    expect(count(open.button, false, open.next!)).toMatchObject({ act: null, button: { is: 'open' } });
  });

  it('blinks slowly while letting go does nothing, quickly when it restarts, and gives the lamp back', () => {
    const box = atTheBox();
    const changes = (forMs: number): number => {
      let count = 0;
      for (let last = box.button.lit, at = 0; at < forMs; at += 25) {
        box.wait(25);
        if (box.button.lit !== last) count += 1;
        last = box.button.lit;
      }
      return count;
    };
    expect(box.button.lit).toBeNull();
    box.button.press();
    expect(box.button.lit).toBe(true);
    const slowly = changes(2_000);
    box.wait(1_500);
    const quickly = changes(2_000);
    expect(slowly).toBeGreaterThanOrEqual(3);
    expect(quickly).toBeGreaterThan(3 * slowly);
    const other = atTheBox();
    other.holds(500);
    expect(other.button.lit).toBeNull();
  });

  it('what could not be done is said, and may be asked for again', () => {
    const box = atTheBox();
    box.breaks(true);
    box.holds(11_000);
    expect(box.did).toEqual([]);
    expect(box.said.at(-1)).toBe(`${SAID.failed}: systemctl reboot: no answer`);
    expect(box.button.lit).toBeNull();
    box.breaks(false);
    box.holds(4_000);
    expect(box.did).toEqual(['restart']);
  });

  it('leaves nothing waiting when its service ends', () => {
    const box = atTheBox();
    box.button.press();
    box.wait(500);
    box.end();
    expect(box.clock.waiting).toBe(0);
    expect(box.button.lit).toBeNull();
  });

  it('however it is pressed: as new only after 10 s in one piece, started anew only after 3 s', () => {
    const hand = fc.array(fc.tuple(fc.integer({ min: 1, max: 14_000 }), fc.integer({ min: 1, max: 5_000 })), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(hand, (presses) => {
        const box = atTheBox();
        let longest = 0;
        let piece = 0;
        for (const [heldMs, openMs] of presses) {
          box.button.press();
          box.wait(heldMs);
          box.button.letGo();
          box.wait(openMs);
          // A break that is no longer than a bounce is none.
          piece += heldMs + (openMs < SETTLES_MS ? openMs : 0);
          longest = Math.max(longest, piece);
          if (openMs >= SETTLES_MS) piece = 0;
        }
        const did = box.did[0];
        expect(box.did.length).toBeLessThanOrEqual(1);
        if (did === 'reset') expect(longest).toBeGreaterThanOrEqual(RESET_MS);
        if (did === 'restart') expect(longest).toBeGreaterThanOrEqual(3_000);
      }),
      { numRuns: 200 },
    );
  });
});
