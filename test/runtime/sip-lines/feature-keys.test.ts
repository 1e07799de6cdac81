import { describe, expect, test } from 'vitest';
import type { SipRequest } from '#ports/sip-codec.ts';
import { Lamps } from '#runtime/desk/lamps.ts';
import type { DeskOffice } from '#runtime/desk/sources.ts';
import type { Command } from '#switching/model.ts';
import { office } from './real-office.ts';

const NAME_SPACE = 'xmlns="http://www.ecma-international.org/standards/ecma-323/csta/ed3"';
const dnd = (on: boolean): string =>
  `<?xml version="1.0" encoding="ISO-8859-1"?>\n<SetDoNotDisturb ${NAME_SPACE}>\n  <device/>\n  <doNotDisturbOn>${on}</doNotDisturbOn>\n</SetDoNotDisturb>\n`;
const forward = (type: string, to: string | null, rings = ''): string =>
  `<SetForwarding ${NAME_SPACE}><device></device><forwardingType>${type}</forwardingType><activateForward>${to !== null}</activateForward><forwardDN>${to ?? ''}</forwardDN>${rings}</SetForwarding>`;

/** 820 has keys of its own; what they are told, and how what they ask for is answered, is written down. */
function withKeys() {
  const all = office();
  const desk = all.desks[0]!;
  const told: string[] = [];
  const answers: number[] = [];
  desk.onEvent = (event) => {
    if (event.kind === 'request' && event.request.method === 'NOTIFY') told.push(bodyOf(event.request));
    if (event.kind === 'response' && event.response?.cseq.method === 'SUBSCRIBE')
      answers.push(event.response.status);
  };
  desk.subscribe('820', 'as-feature-event');
  all.run(3000);
  const press = (body: string): number | undefined => {
    desk.subscribe('820', 'as-feature-event', body);
    all.run(3000);
    return answers.at(-1);
  };
  const set = () => all.host.observe.subscriber?.('820');
  const ask = (command: Command): void => {
    all.host.control.request(command);
    all.run(3000);
  };
  return { ...all, desk, told, answers, press, set, ask };
}

const bodyOf = ({ body }: SipRequest): string => new TextDecoder().decode(body);
const valueIn = (text: string | undefined, name: string): string | undefined =>
  new RegExp(`<${name}>([^<]*)</${name}>`).exec(text ?? '')?.[1];

describe('keys of a SIP telephone for do-not-disturb and forwarding', () => {
  test('are told at once how everything stands', () => {
    const { told } = withKeys();
    expect(told).toHaveLength(1);
    expect(told[0]!.match(/<doNotDisturbOn>false|<forwardStatus>false/g)).toHaveLength(4);
    expect(valueIn(told[0], 'ringCount')).toBe('3');
  });

  test('do-not-disturb pressed at the telephone is seen by operators, heard by callers, and cleared by the code', () => {
    const { press, set, told, host, phone, run, desk } = withKeys();
    expect(press(dnd(true))).toBe(200);
    expect(set()?.doNotDisturb).toBe(true);
    expect(valueIn(told.at(-1), 'doNotDisturbOn')).toBe('true');
    const lamps = new Lamps(
      host.observe,
      () => ({ extensions: [{ number: '820', port: '100/1' }] }) as unknown as DeskOffice,
    );
    lamps.look(host.observe.snapshot().ports);
    expect(lamps.of('820')).toBe('do-not-disturb');
    phone(1).lift();
    run(500);
    phone(1).dial('820');
    run(3000);
    expect(desk.session).toBeNull();
    phone(1).hangUp();
    run(1500);
    desk.call('#56#');
    run(8000);
    expect(set()?.doNotDisturb).toBe(false);
    expect(valueIn(told.at(-1), 'doNotDisturbOn')).toBe('false');
  });

  test('show what was set by code, page, operator or desk, and nothing that was not', () => {
    const { told, ask, run } = withKeys();
    ask({ op: 'setDoNotDisturb', device: '820', on: true, from: null, to: null });
    expect(told).toHaveLength(2);
    expect(valueIn(told[1], 'doNotDisturbOn')).toBe('true');
    const forwards = { all: '801', busy: null, noAnswer: '802', offline: null };
    ask({ op: 'setSubscriber', device: '820', change: { forward: forwards } });
    expect(told[2]).not.toContain('DoNotDisturbEvent');
    expect(told[2]!.match(/<forwardTo>\d+/g)).toEqual(['<forwardTo>801', '<forwardTo>802']);
    ask({ op: 'setSubscriber', device: '820', change: { callWaiting: true } });
    ask({ op: 'setDoNotDisturb', device: '821', on: true, from: null, to: null });
    run(10_000);
    expect(told).toHaveLength(3);
  });

  test('forward in each of three ways', () => {
    const { press, set, told } = withKeys();
    expect(press(forward('forwardImmediate', '801'))).toBe(200);
    expect(press(forward('forwardBusy', 'sip:802@192.0.2.1'))).toBe(200);
    expect(press(forward('forwardNoAns', '8-01'))).toBe(200);
    expect(set()?.forward).toMatchObject({ all: '801', busy: '802', noAnswer: '801' });
    expect(valueIn(told.at(-1), 'forwardTo')).toBe('801');
    expect(press(forward('forwardImmediate', null))).toBe(200);
    expect(set()?.forward).toMatchObject({ all: null, busy: '802', noAnswer: '801' });
  });

  const noAnswer = (rings: string | number) =>
    forward('forwardNoAns', '801', `<ringCount>${rings}</ringCount>`);

  test('on no answer say after how many rings; without a number, or with what they were told, it stays as it is', () => {
    const { press, set, told } = withKeys();
    const counts = () => [set()?.noAnswerMs, valueIn(told.at(-1), 'ringCount')];
    // 20 s of the office are 3 rings; what it was told itself changes nothing.
    expect(press(noAnswer(3))).toBe(200);
    expect(counts()).toEqual([null, '3']);
    expect(press(noAnswer(2))).toBe(200);
    expect(counts()).toEqual([12_000, '2']);
    expect(press(noAnswer(''))).toBe(200);
    expect(press(noAnswer('many'))).toBe(200);
    expect(counts()).toEqual([12_000, '2']);
    expect(press(noAnswer(0))).toBe(200);
    expect(counts()).toEqual([6_000, '1']);
    expect(press(noAnswer(999))).toBe(200);
    expect(counts()).toEqual([300_000, '50']);
    expect(press(forward('forwardNoAns', null))).toBe(200);
    expect(counts()).toEqual([null, '3']);
  });

  test('a number that leads nowhere is refused, and the key is told how it really stands', () => {
    const { press, set, told } = withKeys();
    press(forward('forwardImmediate', '801'));
    const before = told.length;
    expect(press(forward('forwardImmediate', '2'))).toBe(403);
    expect(set()?.forward.all).toBe('801');
    expect(told.length).toBe(before + 1);
    expect(valueIn(told.at(-1), 'forwardTo')).toBe('801');
  });

  test('of another extension nobody is told, and nobody sets them', () => {
    const { desk, answers, run, host } = withKeys();
    desk.subscribe('821', 'as-feature-event');
    run(2000);
    expect(answers.at(-1)).toBe(403);
    desk.subscribe('821', 'as-feature-event', dnd(true));
    run(2000);
    expect([answers.at(-1), host.observe.subscriber?.('821')?.doNotDisturb]).toEqual([481, false]);
  });

  test('nothing waits for ever, and nothing remains', () => {
    const { edge, press, run } = withKeys();
    for (let turn = 0; turn < 20; turn++) press(dnd(turn % 2 === 0));
    run(4_000_000);
    expect(edge.stack.held).toMatchObject({ subscriptions: 0, featureAsks: 0 });
  });
});
