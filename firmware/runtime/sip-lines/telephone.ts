import type { IpFamily, SipEvent, SipLegEvent, SipLegId } from '#ports/sip-stack.ts';
import type { Command } from '#switching/model.ts';
import type { PortId } from '#units/ids.ts';
import type { TelephoneLine } from './telephone-line.ts';
import { CAUSE, isDialled, type Ties } from './ties.ts';

type Incoming = Extract<SipEvent, { readonly kind: 'incoming' }>;
type Refer = Extract<SipLegEvent, { readonly kind: 'refer' }>;
/** The line of any telephone that a leg belongs to. */
type LineOfLeg = (leg: SipLegId) => TelephoneLine | undefined;

/**
 * A SIP telephone: its user registers once and may have several calls, each at a line of its own. What concerns two
 * of them is done here: which line a new call takes, a transfer from one to the other (RFC 5589), a call that takes
 * the place of another (RFC 3891).
 */
export class SipTelephone {
  readonly #ties: Ties;
  readonly #lineOf: LineOfLeg;
  readonly #lines: TelephoneLine[] = [];

  constructor(ties: Ties, lineOf: LineOfLeg) {
    this.#ties = ties;
    this.#lineOf = lineOf;
  }

  get lines(): readonly TelephoneLine[] {
    return this.#lines;
  }

  add(line: TelephoneLine): void {
    this.#lines.push(line);
  }

  remove(port: PortId): void {
    const place = this.#lines.findIndex((line) => line.port === port);
    if (place >= 0) this.#lines.splice(place, 1);
  }

  get #number(): string {
    const [first] = this.#lines;
    return (first === undefined ? null : this.#ties.view(first.port))?.number ?? '';
  }

  incoming({ leg, called, replaces, family, hops }: Incoming): void {
    const refuse = (cause: number): void => this.#ties.sip.do((stack, now) => stack.release(leg, cause, now));
    const states = this.#lines.map(({ port }) => this.#ties.view(port)?.state ?? 'outOfService');
    const line = this.#lines.find(({ isFree }) => isFree);
    if (states.every((state) => state === 'outOfService')) refuse(CAUSE.rejected);
    else if (line === undefined) refuse(CAUSE.busy);
    else if (replaces !== null) this.#replaces(line, leg, replaces, family);
    else if (!isDialled(called)) refuse(CAUSE.badNumber);
    else line.begins(leg, called, family, hops);
  }

  /** Taking a call that rings at another telephone, or taking over one that is in conversation there. */
  #replaces(line: TelephoneLine, leg: SipLegId, replaced: SipLegId, family?: IpFamily): void {
    const other = this.#lineOf(replaced);
    const from = other === undefined ? '' : (this.#ties.view(other.port)?.number ?? '');
    const call = other?.call ?? null;
    if (other === undefined || call === null) {
      this.#ties.sip.do((stack, now) => stack.release(leg, CAUSE.noService, now));
      return;
    }
    const device = this.#number;
    const asked: Command = other.isRinging
      ? { op: 'pickup', device, from }
      : { op: 'takeOver', device, call, from };
    if (!line.begins(leg, '', family)) return;
    line.asks(asked, (ok) => {
      if (!ok) line.refuses(CAUSE.rejected);
    });
  }

  /** RFC 3515; with Replaces its two calls are joined, without it the other party is sent on. */
  refer(line: TelephoneLine, { leg, to, replaces }: Refer): void {
    const { sip } = this.#ties;
    const asked = this.#wish(line, to, replaces);
    sip.do((stack, now) => stack.referAnswer(leg, asked !== null, now));
    if (asked === null) return;
    const other = replaces === null ? undefined : this.#lineOf(replaces);
    other?.waits(true);
    line.asks(asked, (ok) => {
      sip.do((stack, now) => stack.referProgress(leg, ok ? 200 : 603, now));
      other?.waits(false);
      // It may not have been answered yet: then there is no tone to hear either.
      if (ok) other?.refuses(CAUSE.normal);
    });
  }

  #wish(line: TelephoneLine, to: string, replaces: SipLegId | null): Command | null {
    const { call, isAnswered } = line;
    const device = this.#number;
    if (call === null || !isAnswered) return null;
    if (replaces === null) return isDialled(to) ? { op: 'transfer', device, call, to } : null;
    const active = this.#lines.find((other) => other !== line && other.has(replaces))?.call ?? null;
    return active === null ? null : { op: 'transferCall', device, held: call, active };
  }
}
