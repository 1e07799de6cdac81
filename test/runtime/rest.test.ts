import { beforeEach, expect, test } from 'vitest';
import { Rest } from '#runtime/rest.ts';
import { VirtualClock } from '#sim/virtual-clock.ts';
import { after, sec } from '#units/time.ts';

let clock: VirtualClock;
let calls: { up: number; ended: number };
let tidied: number;
let rest: Rest;

beforeEach(() => {
  clock = new VirtualClock();
  calls = { up: 0, ended: 0 };
  tidied = 0;
  rest = new Rest({
    clock,
    calls: () => calls,
    tidy: () => {
      tidied += 1;
    },
  });
  rest.begin();
});

const pass = (seconds: number): void => clock.advanceTo(after(clock.now(), sec(seconds)));
const serve = (more: number): void => {
  calls = { up: 0, ended: calls.ended + more };
};

test('soon after the start memory is given back, and then not again before there were calls', () => {
  pass(9);
  expect(tidied).toBe(0);
  pass(2);
  expect(tidied).toBe(1);
  pass(36_000);
  expect(tidied).toBe(1);
});

test('a start into the middle of calls waits until they are over', () => {
  calls = { up: 1, ended: 0 };
  pass(600);
  expect(tidied).toBe(0);
  serve(1);
  pass(40);
  expect(tidied).toBe(0);
  pass(20);
  expect(tidied).toBe(1);
});

test('after a hundred calls it is done again, when nobody has talked for most of a minute', () => {
  pass(11);
  serve(99);
  pass(600);
  expect(tidied).toBe(1);
  serve(1);
  pass(40);
  expect(tidied).toBe(1);
  pass(20);
  expect(tidied).toBe(2);
});

test('calls that come and go between two looks are no rest', () => {
  pass(11);
  for (let look = 0; look < 60; look++) {
    serve(5);
    pass(10);
  }
  expect(tidied).toBe(1);
  pass(60);
  expect(tidied).toBe(2);
});

test('once closed it looks no more', () => {
  rest.close();
  pass(3_600);
  expect(tidied).toBe(0);
});
