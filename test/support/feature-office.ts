import { DtmfSender } from '#sim/dsp/dtmf.ts';
import { PROFILES } from '#switching/features/codes/profiles.ts';
import type { Extension, Office, Trunk } from '#switching/model.ts';
import { TestOffice } from './office.ts';
import { TonedGuides } from './toned-guides.ts';

export interface FeatureWishes {
  readonly extension?: (number: string) => Partial<Extension>;
  readonly trunk?: Partial<Trunk>;
}

/**
 * An office with the Chinese codes: 801–806 in one pickup group, park slots 71 and 72, room 870; and guides
 * that an ear can tell from each other.
 */
export class FeatureOffice extends TestOffice {
  readonly guides: TonedGuides;

  constructor(wishes: FeatureWishes = {}) {
    let guides: TonedGuides | null = null;
    super({
      guides: ({ media }) => {
        guides = new TonedGuides(media);
        return guides;
      },
      office: (office) => withFeatures(office, wishes),
    });
    this.guides = guides!;
  }

  /** One calls the other, who answers. */
  talk(caller: number, called: number): void {
    this.phone(caller).lift();
    this.hears(caller, 'dial');
    this.phone(caller).dial(`80${called}`);
    this.answers(called);
  }

  answers(called: number): void {
    this.waitFor(`80${called} rings`, () => this.phone(called).ringing);
    this.phone(called).lift();
    this.run(400);
  }

  /** Flash, then these keys. */
  flash(position: number, keys = ''): void {
    this.phone(position).flash();
    this.run(700);
    this.phone(position).dial(keys);
    this.waitFor('dialled', () => !this.phone(position).dialling);
    this.run(300);
  }

  /** Level at which each of these hears the 1 kHz test tone of one of them; null: not at all. */
  heardFrom(speaker: number, ...listeners: number[]): (number | null)[] {
    this.phone(speaker).say('tone1k');
    this.run(1_500);
    const levels = listeners.map((listener) => {
      const { tone, dbm0 } = this.phone(listener).hears;
      return tone === 'testTone' ? dbm0 : null;
    });
    this.phone(speaker).say('none');
    this.run(600);
    return levels;
  }

  /** The far party of an exchange line presses these keys. */
  farKeys(position: number, keys: string): void {
    const line = this.line(position);
    const sender = new DtmfSender();
    sender.send(keys, { onMs: 120, offMs: 120 });
    line.say('microphone');
    // Live samples are played once half a tenth of a second of them is there.
    for (let lead = 0; lead < 12; lead++) line.speak(new Int16Array(40));
    while (sender.busy) {
      const samples = new Float32Array(40);
      sender.add(samples);
      line.speak(Int16Array.from(samples));
      this.run(5);
    }
    this.run(200);
    line.say('none');
  }
}

function withFeatures(office: Office, { extension, trunk }: FeatureWishes): Office {
  const { services } = office;
  return {
    ...office,
    extensions: office.extensions.map((one) => ({
      ...one,
      pickupGroup: 'hall',
      ...extension?.(one.number),
    })),
    trunks: office.trunks.map((one) => ({ ...one, ...trunk })),
    plan: [...office.plan, { pattern: '7X', to: { kind: 'extension' } }],
    services: {
      ...services,
      entities: services.entities.map((entity) => ({ ...entity, codes: PROFILES.cn })),
      parkSlots: ['71', '72'],
      conferenceRooms: [{ number: '870', name: 'room', chair: null, membersMax: 8 }],
    },
  };
}
