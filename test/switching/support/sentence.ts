import { FRESH_SUBSCRIBER, type Subscriber } from '#switching/kept.ts';
import type { AttendantCommand, Extension } from '#switching/model.ts';
import type { PortId } from '#units/ids.ts';
import { fullOffice } from './full-office.ts';
import { port } from './office.ts';
import { Play } from './play.ts';

/*
 * Short sentences about an exchange, as rows of a table hold them: what is set, what people do, what is seen then.
 *
 * set:  `802 forwards all|busy|no-answer|offline to 803`, `802 has dnd|absent|call-waiting`, `802 is off-hook|out of
 *       service|locked|a console`, `802 talks to 807`, `802 sits at 806`, `night`, `L1 leads to 860`, `802 has 3 lines` (802, 802b,
 *       802c)
 * do:   `801 calls 802`, `L1 rings`, `801 answers`, `801 flashes`, `801 dials 5`, `801 hangs up`, `wait 20`,
 *       `801 sends 807 to 802` (blind), `801 codes *85`, `802 keys Call 803` (its operator), `802 holds`, `802 retrieves`, `802 declines`, `802 joins both`,
 *       and what is set while calls are up
 * see:  `803 rings`, `803 and 804 ring`, `nobody rings`, `801 hears busy`, `leg forward-all by 802`
 */

const DEVICE = /^(80[1-8][bc]?|L[1-3])$/;
/** Ports that no telephone of the full office has. */
const FREE_PORT = 40;

/** Further lines that are asked for, at ports of their own. */
function furtherLines(given: readonly string[]): (number: string) => Partial<Extension> {
  let next = FREE_PORT;
  const lines = new Map<string, readonly PortId[]>();
  for (const one of given) {
    const [, who, count] = /^(\d+) has (\d) lines$/.exec(one) ?? [];
    if (who !== undefined)
      lines.set(
        who,
        Array.from({ length: Number(count) - 1 }, () => port(next++)),
      );
  }
  return (number) => ({ appearances: lines.get(number) ?? [] });
}

/** Fails when a row is not understood: a row that checks nothing would always hold. */
function unknown(sentence: string): never {
  throw new Error(`not understood: ${sentence}`);
}

const KINDS: Readonly<Record<string, keyof Subscriber['forward']>> = {
  all: 'all',
  busy: 'busy',
  'no-answer': 'noAnswer',
  offline: 'offline',
};
const FLAGS: Readonly<Record<string, Partial<Subscriber>>> = {
  dnd: { doNotDisturb: true },
  absent: { absent: true },
  'call-waiting': { callWaiting: true },
};

export class Story {
  readonly play: Play;
  readonly #settings = new Map<string, Subscriber>();

  constructor(given: readonly string[]) {
    const ringIn = given.map((one) => /^L1 leads to (\d+)$/.exec(one)?.[1]).find((number) => number);
    this.play = new Play(
      fullOffice({
        trunk: ringIn === undefined ? {} : { ringIn, ringInByMode: {} },
        extension: furtherLines(given),
      }),
    );
    for (const one of given) this.#set(one);
  }

  #change(device: string, change: Partial<Subscriber>): void {
    const value = { ...(this.#settings.get(device) ?? FRESH_SUBSCRIBER), ...change };
    this.#settings.set(device, value);
    this.play.send({ kind: 'restore', kept: [{ what: 'subscriber', key: device, value }] });
  }

  #set(sentence: string): void {
    const [who = '', verb, what = '', , to = ''] = sentence.split(' ');
    const { play } = this;
    const before = this.#settings.get(who) ?? FRESH_SUBSCRIBER;
    if (sentence === 'night')
      play.send({ kind: 'restore', kept: [{ what: 'mode', key: 'main', value: 'night' }] });
    else if (verb === 'leads' || /^\d+ has \d lines$/.test(sentence)) return;
    else if (!DEVICE.test(who)) unknown(sentence);
    else if (verb === 'forwards' && KINDS[what] !== undefined)
      this.#change(who, { forward: { ...before.forward, [KINDS[what]]: to } });
    else if (verb === 'has' && FLAGS[what] !== undefined) this.#change(who, FLAGS[what]);
    else if (verb === 'sits') this.#change(who, { at: to === '' ? sentence.split(' ')[3]! : to });
    else if (sentence === `${who} is off-hook`) play.lift(who);
    else if (sentence === '802 is a console') this.#key({ op: 'consoleIn', console: 'A' });
    else if (sentence === `${who} is locked`) this.#change(who, { locked: 'internal', pin: '1111' });
    else if (sentence === `${who} is out of service`) play.health(who, false);
    else if (verb === 'talks') {
      const other = sentence.split(' ')[3]!;
      play.call(who, other);
      play.lift(other);
    } else unknown(sentence);
  }

  do(sentence: string): void {
    const { play } = this;
    const words = sentence.split(' ');
    const [who = '', verb, what = ''] = words;
    if (who === 'wait') play.wait(Number(verb) * 1_000);
    else if (!DEVICE.test(who)) unknown(sentence);
    else if (verb === 'has' || verb === 'forwards') this.#set(sentence);
    else if (sentence === `${who} rings`) play.ringsIn(who);
    else if (verb === 'calls' || verb === 'codes') play.call(who, what);
    else if (verb === 'dials') play.dial(who, what);
    else if (who === '802' && verb === 'keys')
      this.#key({ op: `console${what}`, console: 'A', to: words[3] } as AttendantCommand);
    else if (verb === 'answers') play.lift(who);
    else if (verb === 'flashes') play.flash(who);
    else if (sentence === `${who} hangs up`) play.hangUp(who);
    else if (sentence === `${who} holds`) play.hold(who);
    else if (sentence === `${who} retrieves`) play.retrieve(who);
    else if (sentence === `${who} declines`) play.declines(who);
    else if (sentence === `${who} joins both`)
      play.send({
        kind: 'command',
        id: play.events.length,
        command: { op: 'completeTransfer', device: who },
      });
    else if (verb === 'sends') this.#sends(who, what, words[4] ?? unknown(sentence));
    else unknown(sentence);
  }

  #key(command: AttendantCommand): void {
    this.play.send({ kind: 'command', id: this.play.events.length, command });
  }

  /** `who` has the caller on the line, calls `to` and hangs up at once. */
  #sends(who: string, caller: string, to: string): void {
    if (caller.startsWith('L')) this.play.ringsIn(caller);
    else this.play.call(caller, who);
    this.play.lift(who);
    this.play.flash(who);
    this.play.dial(who, to);
    this.play.hangUp(who);
  }

  /** What is wrong with a sentence about what is seen; null: it is so. */
  see(sentence: string): string | null {
    const { play } = this;
    const ringing = play.ringing.join(' and ') || 'nobody';
    const rings = /^(.*) rings?$/.exec(sentence)?.[1];
    if (rings !== undefined) return rings === ringing ? null : `${ringing} rings`;
    const hears = /^(\S+) hears (.+)$/.exec(sentence);
    if (hears !== null) {
      const heard = play.hears(hears[1]!);
      return heard === hears[2] ? null : `${hears[1]} hears ${heard}`;
    }
    const leg = /^leg (\S+)(?: by (\d+))?$/.exec(sentence);
    if (leg === null) return unknown(sentence);
    const legs = play.exchange.calls.flatMap((call) => call?.legs ?? []);
    const found = legs.some(({ how, by }) => how === leg[1] && (leg[2] === undefined || by === leg[2]));
    return found ? null : `legs are ${legs.map(({ how, by }) => `${how} by ${by || 'nobody'}`).join(', ')}`;
  }

  /** Everybody hangs up and all times are over. Null: all is quiet, and each call has left one record. */
  end(): string | null {
    const { play } = this;
    for (const { number, appearances } of play.exchange.office.extensions)
      for (const who of [number, ...appearances.map((_, n) => `${number}${'bc'[n]}`)]) {
        play.health(who, true);
        play.hangUp(who);
      }
    for (const line of ['L1', 'L2', 'L3']) play.tone(line, 'busy');
    play.wait(1_800_000);
    if (!play.allQuiet) return 'somebody is left';
    return play.allDone ? null : `${play.exchange.nextCall - 1} calls left ${play.records.length} records`;
  }
}
