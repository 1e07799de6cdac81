import { systemHash } from '#adapters/sip/chance.ts';
import type { EdgeParts } from '#adapters/sip/edge.ts';
import { SipEdge } from '#adapters/sip/edge.ts';
import { sipCodec } from '#sip/codec/codec.ts';
import { ha1Of } from '#sip/digest/digest.ts';
import { type LocalMedia, USUAL_MEDIA } from '#sip/sdp/session.ts';
import type { DeviceAccount, LegId, StackEvent } from '#sip/stack/surface.ts';
import type { TrunkSettings } from '#sip/trunk/trunk.ts';
import { seeded } from './peer.ts';

export const REALM = 'tipring';
export const MEDIA = (port: number, direction: LocalMedia['direction'] = 'sendrecv'): LocalMedia => ({
  address: '192.0.2.1',
  port,
  direction,
  srtpKey: 'E'.repeat(40),
});

export const account = (number: string, password = `pw${number}`): DeviceAccount => ({
  user: number,
  number,
  name: `Desk ${number}`,
  ha1: {
    MD5: ha1Of(systemHash, 'MD5', number, REALM, password),
    'SHA-256': ha1Of(systemHash, 'SHA-256', number, REALM, password),
  },
  media: USUAL_MEDIA,
});

/** The simplest exchange: who is called rings, who hangs up releases the other. Shows how the stack is wired. */
export class TestExchange {
  readonly edge: SipEdge;
  readonly events: StackEvent[] = [];
  private readonly other = new Map<LegId, LegId>();
  private readonly media = new Map<LegId, LocalMedia>();
  private port = 10_000;

  constructor(
    parts: Pick<EdgeParts, 'network' | 'clock' | 'dns'> & Partial<Pick<EdgeParts, 'options' | 'limits'>>,
    devices: readonly string[],
    trunks: readonly TrunkSettings[] = [],
    seed = 1,
  ) {
    const options = { codec: sipCodec, random: seeded(seed).bytes, hash: systemHash, realm: REALM };
    this.edge = new SipEdge({ options, ...parts, hear: (event) => this.hear(event) });
    this.edge.do((stack, now) =>
      stack.configure({ devices: devices.map((number) => account(number)), trunks }, now),
    );
  }

  kinds(): string[] {
    return this.events.map(({ kind }) => kind);
  }

  of<K extends StackEvent['kind']>(kind: K): Extract<StackEvent, { kind: K }>[] {
    return this.events.filter((event): event is Extract<StackEvent, { kind: K }> => event.kind === kind);
  }

  private nextPort(): number {
    this.port += 2;
    return this.port;
  }

  private hear(event: StackEvent): void {
    this.events.push(event);
    this.edge.do((stack, now) => {
      if (event.kind === 'incoming') {
        const [ours, theirs] = [MEDIA(this.nextPort()), MEDIA(this.nextPort())];
        const to = event.called.startsWith('9')
          ? ({ kind: 'trunk', id: 'carrier', number: event.called.slice(1) } as const)
          : ({ kind: 'device', user: event.called } as const);
        const begun = stack.invite({ to, caller: event.caller, local: theirs, hops: event.hops }, now);
        if ('refused' in begun) {
          stack.release(event.leg, begun.refused === 'notRegistered' ? 20 : 34, now);
          return;
        }
        this.media.set(event.leg, ours).set(begun.leg, theirs);
        this.other.set(event.leg, begun.leg).set(begun.leg, event.leg);
      } else if (!('leg' in event)) return;
      else {
        const other = this.other.get(event.leg);
        if (other === undefined) return;
        if (event.kind === 'ringing') stack.ring(other, now);
        else if (event.kind === 'answered') stack.answer(other, this.media.get(other)!, now);
        else if (event.kind === 'hold')
          stack.setMedia(other, { ...this.media.get(other)!, direction: 'sendonly' }, now);
        else if (event.kind === 'resume') stack.setMedia(other, this.media.get(other)!, now);
        else if (event.kind === 'dtmf') stack.sendDtmf(other, event.digit, now);
        else if (event.kind === 'released') {
          this.other.delete(event.leg);
          this.other.delete(other);
          stack.release(other, event.cause, now);
        }
      }
    });
  }
}
