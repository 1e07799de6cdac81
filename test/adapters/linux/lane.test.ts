import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fromErrno, Lane } from '#adapters/linux/lane.ts';
import type { BusError } from '#ports/bus.ts';
import { ok, type Result } from '#units/result.ts';

type Done = (result: Result<string, BusError>) => void;

describe('requests on a bus of the machine', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Requests that the kernel has, and what was answered, in order. */
  function lane() {
    const bus = new Lane();
    const underWay: { name: string; done: Done }[] = [];
    const heard: string[] = [];
    const ask = (name: string): void =>
      bus.ask<string>(
        (done) => underWay.push({ name, done }),
        (reply) => heard.push(`${name} ${reply.ok ? reply.value : reply.error.code}`),
      );
    const finish = (): void => underWay.shift()?.done(ok('well'));
    return { bus, underWay, heard, ask, finish };
  }

  it('one is under way at a time, in the order asked', () => {
    const { underWay, heard, ask, finish } = lane();
    for (const name of ['a', 'b', 'c']) ask(name);
    expect(underWay.map(({ name }) => name)).toEqual(['a']);
    finish();
    expect(underWay.map(({ name }) => name)).toEqual(['b']);
    finish();
    finish();
    expect(heard).toEqual(['a well', 'b well', 'c well']);
  });

  it('a controller that hangs is answered for, and so are those behind it; none of them is begun too late', () => {
    const { underWay, heard, ask, finish } = lane();
    for (const name of ['a', 'b']) ask(name);
    vi.advanceTimersByTime(500);
    expect(heard).toEqual(['a timeout', 'b timeout']);
    ask('c');
    finish();
    expect(underWay.map(({ name }) => name)).toEqual(['c']);
    finish();
    expect(heard).toEqual(['a timeout', 'b timeout', 'c well']);
  });

  it('a ninth is refused, and there is room again when one was answered', () => {
    const { heard, ask, finish } = lane();
    for (let n = 0; n < 9; n += 1) ask(String(n));
    expect(heard).toEqual(['8 refused']);
    finish();
    ask('later');
    expect(heard).toEqual(['8 refused', '0 well']);
  });

  it('what waits when the bus is closed is told so, and nothing is begun any more', () => {
    const { bus, underWay, heard, ask } = lane();
    for (const name of ['a', 'b']) ask(name);
    bus.close();
    ask('c');
    expect(heard).toEqual(['b closed', 'c closed']);
    expect(underWay.map(({ name }) => name)).toEqual(['a']);
  });

  it.each([
    [121, 'no-answer'],
    [-121, 'no-answer'],
    [6, 'no-answer'],
    [110, 'timeout'],
    [19, 'closed'],
    [16, 'refused'],
    [5, 'io'],
    [undefined, 'io'],
  ])('errno %s of a package means %s', (errno, code) => {
    const error = Object.assign(new Error('what the package says'), { errno });
    const result = fromErrno(error);
    expect(!result.ok && result.error).toEqual({ code, what: 'what the package says' });
  });
});
