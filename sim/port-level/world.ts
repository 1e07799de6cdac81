import type { Clock } from '#ports/clock.ts';
import type { PortKind } from '#ports/line-card.ts';
import type { Region } from '#ports/region.ts';
import { type PortId, timeslotOf } from '#units/ids.ts';
import type { Fault } from '#units/result.ts';
import type { ExchangeLineSettings, HeardTone } from '../people.ts';
import { flashMsOf } from '../world/network-of-region.ts';
import { DEFAULT_LINE_SETTINGS, PortLevelExchangeLine } from './exchange-line.ts';
import { PortLevelLineCards } from './line-card.ts';
import { PortLevelMedia } from './media-plane.ts';
import type { Sound } from './sound.ts';
import { PortLevelTelephone } from './telephone.ts';
import type { OfficeEnd, TrunkEnd } from './wires.ts';

export interface PortLevelPlan {
  readonly region: Region;
  readonly ports: readonly { readonly port: PortId; readonly kind: PortKind }[];
  readonly lines?: Readonly<Record<PortId, Partial<ExchangeLineSettings>>>;
}

/** Telephones, exchange lines and the two ports of a board, without registers and samples. */
export class PortLevelWorld {
  readonly lineCards: PortLevelLineCards;
  readonly media: PortLevelMedia;
  readonly phones = new Map<PortId, PortLevelTelephone>();
  readonly lines = new Map<PortId, PortLevelExchangeLine>();

  constructor(clock: Clock, { region, ports, lines = {} }: PortLevelPlan) {
    this.media = new PortLevelMedia(clock, (name) => officeTone(region, name));
    const { flashMsMin, flashMsMax, pulseInterDigitMsMin } = region.hook;
    const windows = { flashMsMin, flashMsMax, pulseInterDigitMsMin };
    this.lineCards = new PortLevelLineCards(
      clock,
      { ...windows, loopDropMsMin: region.trunk.loopDropMsMin, pulse: region.pulse },
      ports,
    );
    for (const { port, kind } of ports) {
      if (kind === 'fxs') this.#plugPhone(clock, port, region);
      else this.#plugLine(clock, port, region, { ...settingsOf(region), ...lines[port] });
    }
  }

  /** The card leaves its slot, or is back. */
  cardOut(card: number, out: boolean): void {
    const fault: Fault = {
      code: 'TR-SIM-001',
      where: `card ${card}`,
      what: 'the card does not answer',
      todo: 'put it back',
    };
    for (const { port } of this.lineCards.ports()) {
      if (!port.startsWith(`${card}/`)) continue;
      if (out) this.lineCards.fail(port, { ...fault, where: `port ${port}` });
      else this.lineCards.mend(port);
    }
  }

  /** A chip forgets everything; the driver notices and brings it up again. */
  chipReset(port: PortId): void {
    const what = 'the chip was reset';
    this.lineCards.fail(port, {
      code: 'TR-SIM-002',
      where: `port ${port}`,
      what,
      todo: 'nothing; it is set up again',
    });
    this.lineCards.mend(port);
  }

  #plugPhone(clock: Clock, port: PortId, region: Region): void {
    const { lineCards, media } = this;
    const slot = timeslotOf(port);
    const office: OfficeEnd = {
      loop: (closed) => lineCards.phoneLoop(port, closed),
      pulse: (digit) => lineCards.pulse(port, digit),
      sound: (sound) => media.input(slot, sound),
      hears: () => media.output(slot),
    };
    const { hz, voltsPeak } = region.ring;
    const bell = { hz, voltsRms: voltsPeak / Math.SQRT2 };
    const phone = new PortLevelTelephone(port, clock, office, { bell, flashMs: flashMsOf(region) });
    const receiver = {
      digit: () => undefined,
      callerId: ({ message }: Parameters<Parameters<typeof media.attach>[1]['callerId']>[0]) =>
        phone.shows(message),
    };
    media.attach(slot, receiver, () => phone.ear());
    lineCards.plugPhone(port, phone);
    this.phones.set(port, phone);
  }

  #plugLine(clock: Clock, port: PortId, region: Region, settings: Partial<ExchangeLineSettings>): void {
    const { lineCards, media } = this;
    const slot = timeslotOf(port);
    const office: TrunkEnd = {
      ringing: (on) => lineCards.lineRinging(port, on),
      polarity: (reversed) => lineCards.linePolarity(port, reversed),
      loopDrop: (lengthMs) => lineCards.lineDrop(port, lengthMs),
      battery: () => lineCards.lineBattery(port),
      sound: (sound) => media.input(slot, sound),
      hears: () => media.output(slot),
      callerId: (standard, message) => media.incomingCallerId(slot, standard, message),
    };
    const line = new PortLevelExchangeLine(port, clock, office, region.ring.cadence, settings);
    const receiver = { digit: (digit: string) => line.digit(digit), callerId: () => undefined };
    media.attach(slot, receiver, () => line.ear());
    lineCards.plugLine(port, line);
    this.lines.set(port, line);
  }
}

const EAR_NAMES: readonly string[] = [
  ...['dial', 'specialDial', 'busy', 'ringback', 'congestion', 'vacant', 'callWaiting', 'howler'],
  'conferenceReminder',
  'confirmation',
];

/** How the office's tone is heard: by name, with the frequencies of its first burst. */
function officeTone(region: Region, name: string): Sound {
  const tone = (region.tones as Readonly<Record<string, Region['tones']['dial'] | undefined>>)[name];
  const burst = tone?.steps.find((step) => step.hz.length > 0);
  const known = tone !== undefined && EAR_NAMES.includes(name);
  return {
    is: 'tone',
    name: known ? (name as HeardTone) : 'unknown',
    hz: burst?.hz ?? [],
    dbm0: tone?.levelDbm0 ?? -90,
  };
}

/** A public exchange of the country: its emergency numbers, and caller ID as lines there send it. */
function settingsOf(region: Region): Partial<ExchangeLineSettings> {
  const { receive, when } = region.callerId;
  const fsk = receive.find((way) => way !== 'dtmf');
  return {
    emergency: region.emergency,
    callerIdWhen: when,
    callerId:
      fsk === undefined
        ? { signal: 'dtmf', start: 'D', end: 'C' }
        : { ...DEFAULT_LINE_SETTINGS.callerId, signal: 'fsk', standard: fsk, format: 'mdmf' },
  };
}
