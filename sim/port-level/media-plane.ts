import type { Cancel, Clock } from '#ports/clock.ts';
import type {
  CallProgressTone,
  Detectors,
  MediaCommand,
  MediaEvent,
  MediaPlane,
  MediaStatistics,
} from '#ports/media.ts';
import type { Timeslot } from '#units/ids.ts';
import { after, type Instant, ms } from '#units/time.ts';
import type { HeardTone } from '../people.ts';
import { Paths } from './paths.ts';
import { Player } from './player.ts';
import { MeteredLegs } from './quality.ts';
import { loudest, SILENCE, type Sound, sameSound, VOICE } from './sound.ts';

type Listener = (event: MediaEvent, at: Instant) => void;
type Caller = Extract<MediaCommand, { readonly op: 'sendCallerId' }>;

/** A key must sound this long before the detector is sure (ITU-T Q.24: 40 ms). */
const DTMF_MS = 45;
/** How long each tone must sound until the detector names it: two periods of its cadence, or so. */
const PROGRESS_MS: Readonly<Partial<Record<HeardTone, readonly [CallProgressTone, number]>>> = {
  dial: ['dial', 300],
  busy: ['busy', 1800],
  congestion: ['congestion', 3000],
  ringback: ['ringback', 1100],
};
/** A cadenced tone is gone when its pause has become too long. */
const PROGRESS_GONE_MS: Readonly<Record<string, number>> = {
  dial: 150,
  busy: 900,
  congestion: 1500,
  ringback: 4800,
};
/** FSK at 1200 baud with seizure and mark: about 0.5 s; DTMF 0.14 s a digit. */
const FSK_MS = 600;
const DTMF_DIGIT_MS = 140;

const NOTHING: Detectors = { dtmf: false, progress: false, fax: false, callerId: null };

/** What the media plane sends out to a device that understands it: digits and caller ID. */
export interface SignalReceiver {
  digit(digit: string): void;
  callerId(command: Caller): void;
}

/**
 * A media plane without samples: who is connected to whom, which tone goes where, and detectors that hear
 * by name. Same commands, same events, same order of times as the Rust one.
 */
export class PortLevelMedia implements MediaPlane {
  readonly #clock: Clock;
  readonly #paths = new Paths();
  readonly #player = new Player({
    later: (milliseconds, act) => this.#later(milliseconds, act),
    tell: (event) => this.#tell(event),
    changed: (slot) => this.#ears.get(slot)?.(),
  });
  readonly #inputs = new Map<Timeslot, Sound>();
  /** Counts the changes of an input, so that a wait can tell that nothing happened meanwhile. */
  readonly #changes = new Map<Timeslot, number>();
  readonly #tones = new Map<Timeslot, string>();
  readonly #sending = new Map<Timeslot, string>();
  /** What is being sent to a slot, and how to end it. */
  readonly #senders = new Map<Timeslot, { readonly id: number; cancel: Cancel }>();
  readonly #meters = new MeteredLegs();
  readonly #detectors = new Map<Timeslot, Detectors>();
  readonly #progress = new Map<Timeslot, CallProgressTone>();
  readonly #receivers = new Map<Timeslot, SignalReceiver>();
  readonly #ears = new Map<Timeslot, () => void>();
  readonly #toneSound: (name: string) => Sound;
  #dtmfMs = DTMF_DIGIT_MS;
  #listener: Listener = () => undefined;
  /** Events that a fault swallows; asked for each event. */
  lose: (event: MediaEvent) => boolean = () => false;
  /** Told of each command, before it is done. */
  onCommand: () => void = () => undefined;

  /** `toneSound`: how the office's tone of that name is heard. */
  constructor(clock: Clock, toneSound: (name: string) => Sound) {
    this.#clock = clock;
    this.#toneSound = toneSound;
  }

  start(listener: Listener): void {
    this.#listener = listener;
  }

  stop(): void {
    this.#listener = () => undefined;
  }

  statistics(): MediaStatistics {
    return {
      ...{ frames: Math.floor(this.#clock.now() / 5000), crcErrors: 0, headerErrors: 0, sequenceGaps: 0 },
      ...{ repeated: 0, underruns: 0, overruns: 0, cardQueueDepth: 2, frameUsMax: 0 },
      paths: this.#paths.count,
    };
  }

  // ───── the devices' side ─────

  /** Who listens at the far end of a slot. */
  attach(slot: Timeslot, receiver: SignalReceiver, ear: () => void): void {
    this.#receivers.set(slot, receiver);
    this.#ears.set(slot, ear);
  }

  /** What a device puts on its line from now on. */
  input(slot: Timeslot, sound: Sound): void {
    const before = this.#inputs.get(slot) ?? SILENCE;
    if (sameSound(before, sound)) return;
    this.#inputs.set(slot, sound);
    this.#changes.set(slot, (this.#changes.get(slot) ?? 0) + 1);
    if (sound.is === 'dtmf') this.#detectDigit(slot, sound);
    this.#followProgress(slot);
    for (const to of this.#paths.hearersOf(slot)) {
      if (sound.is === 'dtmf') this.#receivers.get(to)?.digit(sound.digit);
      this.#ears.get(to)?.();
    }
  }

  /** Name of the sound that is played toward a slot; null: none. */
  played(slot: Timeslot): string | null {
    return this.#player.heardAt(slot);
  }

  /** Slots whose sound arrives at this one. */
  sourcesOf(slot: Timeslot): readonly Timeslot[] {
    return this.#paths.sourcesOf(slot);
  }

  /** What arrives at a slot's device. */
  output(slot: Timeslot): Sound {
    const tone = this.#tones.get(slot);
    const digit = this.#sending.get(slot);
    const sounds: Sound[] = this.#paths.sourcesOf(slot).map((from) => this.#inputs.get(from) ?? SILENCE);
    if (tone !== undefined) sounds.unshift(this.#toneSound(tone));
    if (digit !== undefined) sounds.unshift({ is: 'dtmf', digit });
    if (this.#player.heardAt(slot) !== null) sounds.unshift(VOICE);
    return loudest(sounds);
  }

  /** The line's caller ID, if the right receiver listens from its beginning to its end. */
  incomingCallerId(
    slot: Timeslot,
    standard: Exclude<Detectors['callerId'], null>,
    message: Extract<MediaEvent, { readonly kind: 'callerId' }>['message'],
  ): void {
    if (this.#detectors.get(slot)?.callerId !== standard) return;
    this.#later(FSK_MS, () => {
      if (this.#detectors.get(slot)?.callerId === standard) this.#tell({ kind: 'callerId', slot, message });
    });
  }

  // ───── the exchange's side ─────

  command(command: MediaCommand): void {
    this.onCommand();
    switch (command.op) {
      case 'configure':
        this.#dtmfMs = command.dtmf.onMs + command.dtmf.offMs;
        return;
      case 'connect':
        this.#paths.connect(command.from, command.to);
        this.#ears.get(command.to)?.();
        return;
      case 'disconnect':
        this.#paths.disconnect(command.from, command.to);
        this.#ears.get(command.to)?.();
        return;
      case 'conference':
        for (const slot of this.#paths.conference(command.id, command.members, command.matrix ?? [])) {
          this.#ears.get(slot)?.();
        }
        return;
      case 'tone':
        if (command.tone === null) this.#tones.delete(command.slot);
        else this.#tones.set(command.slot, command.tone);
        this.#ears.get(command.slot)?.();
        return;
      case 'sendDigits':
        this.#sendDigits(command.slot, command.digits, command.id);
        return;
      case 'sendCallerId':
        this.#sendCallerId(command);
        return;
      case 'sendAlert':
        this.#send(command.slot, command.id, 80, () => this.#sent(command.slot, command.id));
        return;
      case 'detect':
        this.#detect(command.slot, command.detectors);
        return;
      case 'stopSend':
        this.#stopSend(command.slot);
        return;
      case 'loadSound':
        this.#player.load(command.name, command.wavBase64);
        return;
      case 'play':
        this.#player.play(command);
        return;
      case 'stopPlay':
        this.#player.stop(command.slot);
        return;
      case 'quality': {
        const { slot, report } = command;
        if (report === 'start') this.#meters.start(slot, this.#clock.now());
        else this.#later(0, () => this.#tell(this.#meters.report(slot, report === 'end', this.#clock.now())));
        return;
      }
      case 'stopRecord':
      case 'stopRecordCall':
      case 'echo':
        return;
      case 'record':
      case 'recordCall':
      case 'packets':
        this.#later(0, () =>
          this.#tell({ kind: 'refused', op: command.op, code: 'no-samples', what: 'no audio at port level' }),
        );
    }
  }

  #sendDigits(slot: Timeslot, digits: string, id: number): void {
    this.#sending.delete(slot);
    const [first, ...rest] = digits;
    if (first === undefined) {
      this.#sent(slot, id);
      return;
    }
    if (first !== ',') {
      this.#sending.set(slot, first);
      this.#receivers.get(slot)?.digit(first);
    }
    const lengthMs = first === ',' ? 1000 : this.#dtmfMs;
    this.#send(slot, id, lengthMs, () => this.#sendDigits(slot, rest.join(''), id));
  }

  #sendCallerId(command: Caller): void {
    const { slot, id, format, message, alert } = command;
    const length = format.signal === 'dtmf' ? (message.number.length + 2) * DTMF_DIGIT_MS : FSK_MS;
    this.#send(slot, id, length + (alert ? 150 : 0), () => {
      this.#receivers.get(slot)?.callerId(command);
      this.#sent(slot, id);
    });
  }

  #send(slot: Timeslot, id: number, lengthMs: number, then: () => void): void {
    this.#senders.set(slot, { id, cancel: this.#later(lengthMs, then) });
  }

  #sent(slot: Timeslot, id: number): void {
    this.#senders.delete(slot);
    this.#tell({ kind: 'sent', slot, id });
  }

  #stopSend(slot: Timeslot): void {
    const sender = this.#senders.get(slot);
    if (sender === undefined) return;
    sender.cancel();
    this.#sending.delete(slot);
    this.#sent(slot, sender.id);
  }

  #detect(slot: Timeslot, detectors: Detectors): void {
    const before = this.#detectors.get(slot) ?? NOTHING;
    this.#detectors.set(slot, detectors);
    if (detectors.progress && !before.progress) {
      this.#progress.delete(slot);
      this.#followProgress(slot);
    }
    const sound = this.#inputs.get(slot) ?? SILENCE;
    if (detectors.dtmf && !before.dtmf && sound.is === 'dtmf') this.#detectDigit(slot, sound);
  }

  #detectDigit(slot: Timeslot, sound: Sound & { readonly is: 'dtmf' }): void {
    this.#later(DTMF_MS, () => {
      if (this.#inputs.get(slot) !== sound || !this.#detectors.get(slot)?.dtmf) return;
      this.#tell({ kind: 'dtmf', slot, digit: sound.digit });
    });
  }

  #followProgress(slot: Timeslot): void {
    if (!this.#detectors.get(slot)?.progress) return;
    const sound = this.#inputs.get(slot) ?? SILENCE;
    const known = this.#progress.get(slot);
    const rule = sound.is === 'tone' ? PROGRESS_MS[sound.name] : undefined;
    if (known !== undefined && known !== rule?.[0]) {
      // A voice ends a tone for the ear at once; silence only when the next burst fails to come.
      const gone = sound.is === 'silence' ? (PROGRESS_GONE_MS[known] ?? 1000) : 400;
      this.#unchanged(slot, gone, () => {
        this.#progress.delete(slot);
        this.#tell({ kind: 'progress', slot, tone: known, on: false });
      });
    }
    if (rule !== undefined && known !== rule[0]) {
      this.#unchanged(slot, rule[1], () => {
        this.#progress.set(slot, rule[0]);
        this.#tell({ kind: 'progress', slot, tone: rule[0], on: true });
      });
    }
  }

  /** Does it after a time in which the input stayed as it was and somebody wants to know. */
  #unchanged(slot: Timeslot, lengthMs: number, act: () => void): void {
    const change = this.#changes.get(slot);
    this.#later(lengthMs, () => {
      if (this.#changes.get(slot) === change && this.#detectors.get(slot)?.progress) act();
    });
  }

  #tell(event: MediaEvent): void {
    if (!this.lose(event)) this.#listener(event, this.#clock.now());
  }

  #later(milliseconds: number, act: () => void): Cancel {
    return this.#clock.at(after(this.#clock.now(), ms(milliseconds)), act);
  }
}
