import { describe, expect, test } from 'vitest';
import type { DirectoryHit } from '../../../firmware/console/operator/contract.ts';
import { EMPTY_LINE, type SearchLine, targetOf } from '../../../firmware/console/operator/desk.ts';
import { COMMANDS } from '../../../firmware/console/operator/keys/command.ts';
import { decide } from '../../../firmware/console/operator/orders.ts';
import { found } from '../../browser/support/desk-people.ts';
import { card, deskWith, waitingCall } from './desk.ts';

const line = (text: string, more: Partial<SearchLine> = {}): SearchLine => ({
  ...EMPTY_LINE,
  text,
  asked: 1,
  answered: 1,
  hits: found(text, new Map()),
  ...more,
});
const caller = card('02155501234', '上海代理商', { outside: true });
const wanted = card('8203', '', { state: 'alerting' });

describe('who is meant by what is written', () => {
  test('the first name that is found, or the one that was moved to', () => {
    expect(targetOf(line('w'))).toEqual({ number: '8203', name: '王芳' });
    expect(targetOf(line('w', { highlight: 2, moved: true }))?.number).toBe('8205');
  });

  test('a number is dialled as it is written, even if another begins with it', () => {
    expect(targetOf(line('820'))?.number).toBe('820');
    expect(targetOf(line('8204'))).toEqual({ number: '8204', name: '王建国' });
    expect(targetOf(line('*57#'))?.number).toBe('*57#');
  });

  test('a short code stands for its entry', () => {
    const hits = found('8203', new Map()).map((hit): DirectoryHit => ({ ...hit, shortCode: '77' }));
    expect(targetOf(line('77', { hits }))?.number).toBe('8203');
  });

  test('nobody, before the directory has answered to what is written now', () => {
    expect(targetOf(line('w', { asked: 2 }))).toBeNull();
    expect(targetOf(line(''))).toBeNull();
  });
});

describe('what a key means now', () => {
  const orderOf = (...[command, view, more]: [(typeof COMMANDS)[number], object?, object?]) =>
    decide(command, deskWith(view, more));
  const actionOf = (...args: Parameters<typeof orderOf>) => {
    const order = orderOf(...args);
    return order.kind === 'act' ? order.action : order;
  };

  test('an announced transfer takes the answer key, Enter, and Enter again', () => {
    expect(actionOf('answer', { waiting: [waitingCall('803', '')] })).toEqual({
      op: 'consoleAnswer',
      call: null,
    });
    expect(actionOf('enter', { source: caller }, { line: line('w') })).toEqual({
      op: 'consoleCall',
      to: '8203',
    });
    expect(actionOf('enter', { source: caller, destination: wanted })).toEqual({ op: 'consoleTransfer' });
  });

  test('the third in the list is answered by its own key', () => {
    const waiting = ['801', '802', '803'].map((from) => waitingCall(from, ''));
    expect(actionOf('answer3', { waiting })).toEqual({ op: 'consoleAnswer', call: waiting[2]!.call });
    expect(orderOf('answer4', { waiting })).toEqual({ kind: 'refused', why: 'op.no.place' });
  });

  test('a fast transfer needs a caller and somebody to send him to', () => {
    expect(actionOf('send', { source: caller }, { line: line('8204') })).toEqual({
      op: 'consoleSend',
      to: '8204',
    });
    expect(orderOf('send', {}, { line: line('8204') })).toEqual({ kind: 'refused', why: 'op.no.source' });
  });

  test('Esc clears what is written first, then gives up the wanted party', () => {
    const view = { source: caller, destination: wanted };
    expect(orderOf('cancel', view, { line: line('w') })).toEqual({ kind: 'page', what: 'clear' });
    expect(actionOf('cancel', view)).toEqual({ op: 'consoleCancel' });
    expect(orderOf('cancel', { source: caller })).toEqual({ kind: 'refused', why: 'op.no.cancel' });
  });

  test('Enter before the directory has answered waits for it', () => {
    expect(orderOf('enter', { source: caller }, { line: line('w', { asked: 2 }) })).toEqual({
      kind: 'later',
    });
    expect(orderOf('enter', { source: caller }, { line: line('zzz') })).toEqual({
      kind: 'refused',
      why: 'op.no.hit',
    });
  });

  test('the caller who hung up in between is not transferred', () => {
    expect(orderOf('enter', { source: null, destination: wanted })).toEqual({
      kind: 'refused',
      why: 'op.no.target',
    });
    expect(orderOf('complete', { source: null, destination: wanted })).toEqual({
      kind: 'refused',
      why: 'op.no.source',
    });
  });

  test('own keys answer a level, call a number, and take back a held call', () => {
    const own = [
      { kind: 'level', value: '2', label: '' },
      { kind: 'number', value: '8204', label: 'boss' },
      { kind: 'held', value: '1', label: '' },
      null,
    ] as const;
    const waiting = [waitingCall('02155501234', ''), waitingCall('803', '')];
    expect(actionOf('own1', { waiting }, { own })).toEqual({ op: 'consoleAnswer', call: waiting[1]!.call });
    expect(actionOf('own2', {}, { own })).toEqual({ op: 'consoleCall', to: '8204' });
    expect(actionOf('own3', { held: [caller] }, { own })).toEqual({
      op: 'consoleRetrieve',
      call: caller.call,
    });
    expect(orderOf('own4', {}, { own })).toEqual({ kind: 'refused', why: 'op.no.ownKey' });
  });

  test.each(['card', 'wakeUp'] as const)(
    '%s is for who is written, else the wanted party, else the caller',
    (what) => {
      const view = { source: card('802', '李明'), destination: wanted };
      const person = { number: '8203', name: wanted.name };
      expect(orderOf(what, view)).toEqual({ kind: 'open', open: { what, ...person } });
      const open = { what, number: '8204', name: '王建国' };
      expect(orderOf(what, view, { line: line('8204') })).toEqual({ kind: 'open', open });
      expect(orderOf(what)).toEqual({ kind: 'refused', why: 'op.no.target' });
    },
  );

  test('what the exchange does not allow now is refused here already', () => {
    expect(orderOf('hold', { source: caller, may: [] })).toEqual({ kind: 'refused', why: 'op.no.now' });
  });

  test.each(COMMANDS)('without a link %s asks nothing of the exchange', (command) => {
    const view = { source: caller, destination: wanted, held: [wanted], waiting: [waitingCall('803', '')] };
    expect(orderOf(command, view, { link: 'down', line: line('w') }).kind).not.toBe('act');
    expect(decide(command, deskWith(view, { seat: 'taken' })).kind).not.toBe('act');
  });
});

describe('the directory opens', () => {
  const opened = (view: Parameters<typeof deskWith>[0], text = '') =>
    decide('directory', deskWith(view, { line: line(text) }));

  test('with what is written, whoever talks', () => {
    expect(opened({ source: caller }, 'wang')).toEqual({
      kind: 'open',
      open: { what: 'directory', find: 'wang', fresh: null },
    });
  });

  test('at the caller’s entry; a caller who is not in it is ready to be written down', () => {
    expect(opened({ source: caller })).toMatchObject({ open: { find: '上海代理商', fresh: null } });
    expect(opened({ source: card('13800001111', '王伟', { outside: true }) })).toMatchObject({
      open: { find: '', fresh: { number: '13800001111', name: '王伟' } },
    });
  });

  test('empty for a caller whose number may not be seen', () => {
    expect(opened({ source: card('138****1111', '') })).toMatchObject({ open: { find: '', fresh: null } });
  });
});

test('only who may set the distribution is asked how', () => {
  expect(decide('distribute', deskWith())).toEqual({ kind: 'open', open: { what: 'distribution' } });
  expect(decide('distribute', deskWith({ may: [] }))).toMatchObject({ kind: 'refused' });
});
