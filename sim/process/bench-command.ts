import type { BenchCommand, VoiceSource } from '#ports/bench.ts';
import { fail, ok, type Result } from '#units/result.ts';

const DEVICE = /^(?:phone:\d{1,2}\/[1-8]b?|line:\d{1,2}\/[1-8])$/;
const TARGET = /^\d{1,2}(?:\/[1-8])?$/;
const KEY = /^[0-9*#A-D]$/;
const DIGITS = /^[0-9*#A-D,]{1,40}$/;
const NUMBER_MAX = 32;
const NAME_MAX = 50;
const VOICES: readonly VoiceSource[] = ['none', 'microphone', 'tone1k', 'speech'];

type Fields = Record<string, unknown>;
type Check = (fields: Fields) => boolean;

const text = (value: unknown, form: RegExp): boolean => typeof value === 'string' && form.test(value);
const short = (value: unknown, max: number): boolean => typeof value === 'string' && value.length <= max;
const device: Check = (fields) => text(fields.device, DEVICE);
const port: Check = (fields) => text(fields.port, TARGET);

/** What each command must carry, beyond its `op`. */
const CHECKS: Readonly<Record<BenchCommand['op'], Check>> = {
  lift: device,
  hangUp: device,
  flash: device,
  key: (f) => device(f) && text(f.key, KEY) && typeof f.down === 'boolean',
  pulse: (f) => device(f) && text(f.digit, /^[0-9]$/),
  dial: (f) => device(f) && text(f.digits, DIGITS) && (f.via === 'dtmf' || f.via === 'pulse'),
  voice: (f) => device(f) && VOICES.includes(f.source as VoiceSource),
  listen: (f) => device(f) && typeof f.on === 'boolean',
  callIn: (f) => device(f) && short(f.number, NUMBER_MAX) && short(f.name, NAME_MAX),
  farAnswer: device,
  farHangUp: device,
  farBusy: device,
  fault: (f) => text(f.target, TARGET) && short(f.fault, 32) && typeof f.on === 'boolean',
  registers: port,
};

const refused = (what: string): Result<never, { code: string; what: string }> =>
  fail({ code: 'TR-SIM-003', what });

/** Reads a command of the bench page; whatever it is not, is said. */
export function parseBenchCommand(message: string): Result<BenchCommand, { code: string; what: string }> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(message);
  } catch {
    return refused('the message is not JSON');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    return refused('the message is not an object');
  }
  const fields = parsed as Fields;
  const { op } = fields;
  if (typeof op !== 'string' || !Object.hasOwn(CHECKS, op)) return refused('there is no such op');
  if (!CHECKS[op as BenchCommand['op']](fields)) return refused(`${op}: a field is missing or wrong`);
  return ok(fields as unknown as BenchCommand);
}
