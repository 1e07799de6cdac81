import type { Region } from '#ports/region.ts';
import { alertingOf, timingOf } from '#runtime/office/default-office.ts';
import type { Sheet, SheetLine } from '#sim/harness/sheet.ts';
import type { Office, PlanEntry, Trunk } from '#switching/model.ts';
import { fixedLocalTime, PLAIN_SERVICES, plainExtension, plainTrunk } from '#switching/plain.ts';

/** Sets the exchange up as its numbering sheet says. */
export function officeOfSheet(sheet: Sheet, region: Region): Office {
  return {
    extensions: sheet.extensions.map(({ port, number }) =>
      plainExtension(number, port, `Extension ${number}`),
    ),
    trunks: sheet.lines.map(trunkOf),
    trunkGroups: sheet.groups.map(({ id, hunt }) => ({ id, hunt })),
    plan: [...extensionPatterns(sheet), ...sheet.groups.map(({ id, prefix }) => outside(id, prefix))],
    emergency: sheet.emergency,
    timing: timingOf(region),
    alerting: alertingOf(region),
    services: PLAIN_SERVICES,
    localTime: fixedLocalTime(480),
  };
}

const trunkOf = (line: SheetLine): Trunk => ({
  ...plainTrunk(line.port, `Line ${line.port}`, line.group, line.ringIn),
  number: line.number,
  dialling: line.dialling,
  answerBy: line.answer === 'polarity' ? ['polarity', 'time'] : ['ringback', 'time'],
  releaseBy: line.release === 'polarity' ? ['polarity', 'busy-tone'] : ['loop-drop', 'busy-tone'],
});

/** `8XX` for 801 … 8xx: the numbers' common beginning, and any digits behind it. */
function extensionPatterns({ extensions }: Sheet): PlanEntry[] {
  const patterns = new Set(extensions.map(({ number }) => number[0]! + 'X'.repeat(number.length - 1)));
  return [...patterns].map((pattern) => ({ pattern, to: { kind: 'extension' } }));
}

const outside = (group: string, prefix: string): PlanEntry => ({
  pattern: `${prefix}.`,
  to: { kind: 'trunk-group', group, strip: prefix.length, secondDialTone: prefix.length === 1 },
});
