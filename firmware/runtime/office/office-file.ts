import { readFileSync } from 'node:fs';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { parse as parseYaml } from 'yaml';
import type { Region } from '#ports/region.ts';
import type { Office } from '#switching/model.ts';
import { fixedLocalTime, PLAIN_SERVICES, plainExtension, plainTrunk } from '#switching/plain.ts';
import type { PortId } from '#units/ids.ts';
import { type Fault, fail, ok, type Result } from '#units/result.ts';
import { alertingOf, timingOf } from './default-office.ts';

const strict = { additionalProperties: false } as const;
const Port = Type.String({ pattern: '^[1-9][0-9]?/[1-8]$' });
const Digits = Type.String({ pattern: '^[0-9*#]{1,20}$' });
const Name = Type.String({ maxLength: 40 });

const OfficeSchema = Type.Object(
  {
    extensions: Type.Array(Type.Object({ number: Digits, port: Port, name: Name }, strict), {
      maxItems: 512,
    }),
    trunks: Type.Array(
      Type.Object(
        {
          port: Port,
          name: Name,
          group: Type.String({ minLength: 1, maxLength: 20 }),
          number: Type.String({ pattern: '^[0-9*#]{0,20}$' }),
          dialling: Type.Union([Type.Literal('dtmf'), Type.Literal('pulse')]),
          answerBy: Type.Array(
            Type.Union([Type.Literal('polarity'), Type.Literal('ringback'), Type.Literal('time')]),
          ),
          releaseBy: Type.Array(
            Type.Union([Type.Literal('polarity'), Type.Literal('loop-drop'), Type.Literal('busy-tone')]),
          ),
          ringIn: Digits,
        },
        strict,
      ),
      { maxItems: 512 },
    ),
    trunkGroups: Type.Array(
      Type.Object(
        {
          id: Type.String({ minLength: 1, maxLength: 20 }),
          hunt: Type.Union([Type.Literal('linear'), Type.Literal('longest-idle')]),
        },
        strict,
      ),
    ),
    plan: Type.Array(
      Type.Object(
        {
          pattern: Type.String({ pattern: '^[0-9*#XZN]{1,20}\\.?$' }),
          to: Type.Union([
            Type.Object({ kind: Type.Literal('extension') }, strict),
            Type.Object(
              {
                kind: Type.Literal('trunk-group'),
                group: Type.String(),
                strip: Type.Integer({ minimum: 0, maximum: 10 }),
                secondDialTone: Type.Boolean(),
              },
              strict,
            ),
          ]),
        },
        strict,
      ),
      { minItems: 1, maxItems: 1000 },
    ),
    /** Added to the region's; a country's own numbers cannot be taken away. */
    emergency: Type.Optional(Type.Array(Type.String({ pattern: '^[0-9]{2,6}$' }))),
  },
  strict,
);

/** Reads `office.yaml`; null when there is none. Numbers must be quoted: YAML would read 0801 as a number. */
export function loadOffice(path: string, region: Region, utcOffsetMinutes: number): Result<Office | null> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ok(null);
    return fail(wrong(path, `cannot be read: ${(error as Error).message}`));
  }
  let data: unknown;
  try {
    data = parseYaml(text);
  } catch (error) {
    return fail(wrong(path, `is no YAML: ${(error as Error).message.split('\n')[0]}`));
  }
  if (!Value.Check(OfficeSchema, data)) {
    const [first] = Value.Errors(OfficeSchema, data);
    const field = first?.instancePath.slice(1).replaceAll('/', '.') ?? '';
    return fail(wrong(field === '' ? path : `${path}: ${field}`, first?.message ?? 'is not an office'));
  }
  return ok({
    extensions: data.extensions.map(({ number, port, name }) => plainExtension(number, port as PortId, name)),
    trunks: data.trunks.map((one) => ({
      ...plainTrunk(one.port as PortId, one.name, one.group, one.ringIn),
      ...one,
      port: one.port as PortId,
    })),
    trunkGroups: data.trunkGroups,
    plan: data.plan,
    emergency: [...new Set([...region.emergency, ...(data.emergency ?? [])])],
    timing: timingOf(region),
    alerting: alertingOf(region),
    services: PLAIN_SERVICES,
    localTime: fixedLocalTime(utcOffsetMinutes),
  });
}

const wrong = (where: string, what: string): Fault => ({
  code: 'TR-OFFICE-001',
  where,
  what,
  todo: 'correct the file, or take it away to get the default office',
});
