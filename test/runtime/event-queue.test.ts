import { describe, expect, it } from 'vitest';
import { EVENT_QUEUE_MAX, EventQueue } from '#runtime/event-queue.ts';
import type { ExchangeEvent } from '#switching/model.ts';
import { portId } from '#units/ids.ts';
import { instant } from '#units/time.ts';

const AT = instant(0);
const digit = (position: number): ExchangeEvent => ({
  kind: 'digit',
  port: portId(1, position),
  digit: '5',
  via: 'dtmf',
});
const tone = (position: number): ExchangeEvent => ({
  kind: 'tone',
  port: portId(1, position),
  tone: 'dial',
  on: true,
});
const hook = (card: number, position: number): ExchangeEvent => ({
  kind: 'onHook',
  port: portId(card, position),
});

/** Pushes until something is shed; answers what. */
function flood(queue: EventQueue, event: ExchangeEvent): ExchangeEvent {
  for (let pushed = 0; pushed <= EVENT_QUEUE_MAX; pushed++) {
    const shed = queue.push(event, AT);
    if (shed !== null) return shed;
  }
  throw new Error('the queue has no bound');
}

describe('events that wait for the core', () => {
  it('come out in the order in which they happened', () => {
    const queue = new EventQueue();
    const events = Array.from({ length: 1_500 }, (_, i) => hook(1 + (i % 9), 1 + (i % 8)));
    for (const event of events) queue.push(event, AT);
    expect(events.map(() => queue.shift()?.event)).toEqual(events);
    expect(queue.shift()).toBeNull();
  });

  it('under a flood of tones the tones go first, and hanging up still gets in', () => {
    const queue = new EventQueue();
    expect(flood(queue, tone(1))).toMatchObject({ kind: 'tone' });
    expect(queue.push(hook(1, 2), AT)).toBeNull();
  });

  it('a digit takes the place of a tone, never that of a hook', () => {
    const queue = new EventQueue();
    queue.push(tone(1), AT);
    expect(flood(queue, digit(2))).toMatchObject({ kind: 'tone' });
    expect(flood(queue, digit(2))).toMatchObject({ kind: 'digit' });
    expect(queue.push(hook(1, 3), AT)).toBeNull();
  });

  it('when only hooks wait, a newer state of a line replaces its own older one', () => {
    const queue = new EventQueue();
    const shed = flood(queue, hook(1, 1));
    expect(shed).toEqual(hook(1, 1));
    expect(queue.length).toBe(EVENT_QUEUE_MAX);
    expect(queue.push(hook(9, 9), AT)).toEqual(hook(9, 9));
  });
});
