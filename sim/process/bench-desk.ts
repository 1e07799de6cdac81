import type { BenchCommand, BenchDevice, BenchLine, BenchMessage, BenchPhone } from '#ports/bench.ts';
import { type PortId, portId, portParts } from '#units/ids.ts';
import { fail, ok, type Result } from '#units/result.ts';
import type { PublicLine } from '../exchange-line/exchange-line.ts';
import type { Telephone } from '../telephone/telephone.ts';
import type { World } from '../world/world.ts';

type Refusal = { readonly code: string; readonly what: string };
type Device =
  | { readonly kind: 'phone'; readonly phone: Telephone }
  | { readonly kind: 'line'; readonly line: PublicLine };

const refused = (code: string, what: string): Result<never, Refusal> => fail({ code, what });
const done: Result<null, Refusal> = ok(null);

/** Does to the world what the bench page asks, and tells how the world is. */
export class BenchDesk {
  readonly #world: World;
  readonly #devices = new Map<string, Device>();

  constructor(world: World) {
    this.#world = world;
    for (const phone of world.allPhones) {
      const second = world.phones(phone.port)[0] !== phone;
      this.#devices.set(`phone:${phone.port}${second ? 'b' : ''}`, { kind: 'phone', phone });
    }
    for (const line of world.allLines) this.#devices.set(`line:${line.port}`, { kind: 'line', line });
  }

  device(name: string): Device | null {
    return this.#devices.get(name) ?? null;
  }

  /** The answer is a message for the asker alone, or nothing. */
  run(command: BenchCommand): Result<BenchMessage | null, Refusal> {
    if (command.op === 'fault') {
      const result = this.#world.fault(command.target, command.fault, command.on);
      return result.ok ? done : refused(result.error.code, `${result.error.where}: ${result.error.what}`);
    }
    if (command.op === 'registers') return this.#registers(command.port);
    const device = this.device(command.device);
    if (device === null) return refused('TR-SIM-004', `there is no ${command.device}`);
    return device.kind === 'phone' ? runPhone(device.phone, command) : runLine(device.line, command);
  }

  /** All that the page shows; the same text when nothing has changed. */
  state(): BenchMessage {
    const phones: BenchPhone[] = [];
    const lines: BenchLine[] = [];
    for (const [name, device] of this.#devices) {
      if (device.kind === 'phone') phones.push(showPhone(name as BenchDevice, device.phone));
      else lines.push(showLine(name as BenchDevice, device.line));
    }
    return { kind: 'state', phones, lines, faults: this.#world.activeFaults };
  }

  #registers(port: string): Result<BenchMessage, Refusal> {
    const { card, position } = portParts(port as PortId);
    const chip = this.#world.cards[card - 1]?.card.chips[position - 1] ?? null;
    if (chip === null) return refused('TR-SIM-005', `there is no chip in port ${port}`);
    const { direct, indirect } = chip.snapshot();
    return ok({ kind: 'registers', port: portId(card, position), chip: chip.type, direct, indirect });
  }
}

type DeviceCommand = Exclude<BenchCommand, { op: 'fault' | 'registers' }>;

function runPhone(phone: Telephone, command: DeviceCommand): Result<null, Refusal> {
  switch (command.op) {
    case 'lift':
      phone.lift();
      return done;
    case 'hangUp':
      phone.hangUp();
      return done;
    case 'flash':
      phone.flash();
      return done;
    case 'key':
      if (command.down) phone.press(command.key);
      else phone.release();
      return done;
    case 'pulse':
      phone.dial(command.digit, { via: 'pulse' });
      return done;
    case 'dial':
      phone.dial(command.digits, { via: command.via });
      return done;
    case 'voice':
      phone.say(command.source);
      return done;
    case 'listen':
      return done;
    default:
      return refused('TR-SIM-006', `a telephone cannot ${command.op}`);
  }
}

function runLine(line: PublicLine, command: DeviceCommand): Result<null, Refusal> {
  switch (command.op) {
    case 'callIn':
      return line.callIn({ number: command.number, name: command.name })
        ? done
        : refused('TR-SIM-007', `${command.device} is ${line.state}: nobody can call in`);
    case 'farAnswer':
      line.farAnswers();
      return done;
    case 'farHangUp':
      if (line.state === 'ringing-in') line.giveUp();
      else line.farHangsUp();
      return done;
    case 'farBusy':
      line.farBusy();
      return done;
    case 'voice':
      line.say(command.source);
      return done;
    case 'listen':
      return done;
    default:
      return refused('TR-SIM-006', `an exchange line cannot ${command.op}`);
  }
}

const rounded = (value: number): number => Math.round(value * 10) / 10;
const hearing = (heard: { hz: readonly number[]; dbm0: number }) => ({
  hz: heard.hz.map((hz) => Math.round(hz)),
  dbm0: Math.round(heard.dbm0),
});

function showPhone(device: BenchDevice, phone: Telephone): BenchPhone {
  const { display } = phone;
  return {
    device,
    port: phone.port,
    offHook: phone.offHook,
    ringing: phone.ringing,
    ringHz: rounded(phone.ringHz),
    display: display && { number: display.number, name: display.name, dateTime: display.dateTime },
    hears: hearing(phone.hears),
    volts: rounded(phone.volts),
    milliamps: rounded(phone.milliamps),
    voice: phone.voice,
  };
}

function showLine(device: BenchDevice, line: PublicLine): BenchLine {
  return {
    device,
    port: line.port,
    state: line.state,
    dialled: line.dialled,
    caller: line.caller,
    hears: hearing(line.hears),
    volts: rounded(line.volts),
    milliamps: rounded(line.milliamps),
    voice: line.voice,
  };
}
