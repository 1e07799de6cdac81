import { describe, expect, test } from 'vitest';
import type { LineView } from '#ports/observe.ts';
import { PRESENCE } from '#runtime/sip-lines/presence.ts';
import { FRESH_SUBSCRIBER } from '#switching/kept.ts';
import type { Command, Subscriber } from '#switching/model.ts';
import { bench } from './bench.ts';

/** What was told of a number until now, in order. */
function watching() {
  const all = bench();
  const of = (number: string): string[] =>
    all.sip.presences.flatMap((told) =>
      told.startsWith(`${number}: `) ? [told.slice(number.length + 2)] : [],
    );
  const ask = (command: Command): void => {
    all.host.control.request(command);
    all.run(500);
  };
  return { ...all, of, ask };
}

describe('presence of extensions', () => {
  test('of any kind of telephone: who can be called is there', () => {
    const { of } = watching();
    expect(['801', '820', '822'].map((number) => of(number))).toEqual([['free'], ['free'], ['free']]);
  });

  test('a SIP telephone that is switched off is out of service, until it registers again', () => {
    const { sip, run, of } = watching();
    sip.register('820', 0);
    run(500);
    sip.register('820');
    run(500);
    expect(of('820')).toEqual(['free', 'out-of-service', 'free']);
  });

  test('both are on the phone while they talk, and nobody is while it only rings', () => {
    const { sip, run, phone, of } = watching();
    phone(1).lift();
    run(500);
    phone(1).dial('820');
    run(4000);
    expect([of('801').at(-1), of('820')]).toEqual(['on-the-phone', ['free']]);
    sip.answers(sip.last);
    run(500);
    expect(of('820').at(-1)).toBe('on-the-phone');
    phone(1).hangUp();
    run(1500);
    expect([of('801').at(-1), of('820').at(-1)]).toEqual(['free', 'free']);
  });

  test('whoever talks on one line and is called on another is on the phone', () => {
    const { sip, run, phone, of } = watching();
    const talk = sip.phoneCalls('822', '801');
    run(500);
    phone(1).lift();
    run(500);
    phone(2).lift();
    run(500);
    phone(2).dial('822');
    run(4000);
    expect(sip.last).not.toBe(talk);
    expect(of('822')).toEqual(['free', 'on-the-phone']);
  });

  test('what its user has set is told, and while he talks that he talks', () => {
    const { sip, run, of, ask } = watching();
    ask({ op: 'setDoNotDisturb', device: '820', on: true, from: null, to: null });
    sip.phoneCalls('820', '801');
    run(500);
    sip.ends(sip.last);
    run(1500);
    ask({ op: 'setDoNotDisturb', device: '820', on: false, from: null, to: null });
    expect(of('820')).toEqual(['free', 'do-not-disturb', 'on-the-phone', 'do-not-disturb', 'free']);
    const forward = { all: '802', busy: null, noAnswer: null, offline: null };
    ask({ op: 'setSubscriber', device: '801', change: { forward } });
    ask({ op: 'setSubscriber', device: '802', change: { absent: true } });
    expect([of('801').at(-1), of('802').at(-1)]).toEqual(['forwarded', 'absent']);
  });

  test('a stack of SIP that was opened anew is told of everybody who is not at rest, and of every lamp that shines', () => {
    const { sip, run, phone, of } = watching();
    phone(1).lift();
    run(500);
    sip.lamps.length = 0;
    sip.presences.length = 0;
    sip.tell({ kind: 'opened' });
    expect(sip.lamps).toEqual([]);
    sip.watched();
    expect(sip.lamps).toEqual(['801: trying initiator']);
    expect([of('801'), of('802'), of('821')]).toEqual([['on-the-phone'], ['free'], ['free']]);
    run(5000);
    expect(sip.presences).toHaveLength(5);
  });

  test('nobody is told when the last watcher has gone; the next one sees at once how all stand', () => {
    const { sip, run, phone, of } = watching();
    sip.watched(false);
    sip.lamps.length = 0;
    sip.presences.length = 0;
    phone(1).lift();
    run(5000);
    expect([sip.lamps, sip.presences]).toEqual([[], []]);
    sip.watched();
    expect(sip.lamps).toEqual(['801: trying initiator']);
    expect(of('801')).toEqual(['on-the-phone']);
  });

  test('who is logged in at a hot desk is there, with what he has set; his own telephone may be off', () => {
    const line = (number: string, state: string): LineView => ({
      ...{ port: '1/1', kind: 'fxs', health: 'in-service', chip: '', fault: null, name: '', call: null },
      ...{ number, state },
    });
    const ports = [line('801', 'outOfService'), line('830', 'idle')];
    const at830: Subscriber = { ...FRESH_SUBSCRIBER, at: '830', doNotDisturb: true };
    const observe = { subscriber: (number: string) => (number === '801' ? at830 : FRESH_SUBSCRIBER) };
    const told = PRESENCE.now({ calls: [], ports }, observe);
    expect([...told]).toEqual([
      ['801', 'do-not-disturb'],
      ['830', 'free'],
    ]);
  });

  test('nothing is told while nothing happens', () => {
    const { sip, run } = watching();
    const before = sip.presences.length;
    run(60_000);
    expect(sip.presences).toHaveLength(before);
  });
});
