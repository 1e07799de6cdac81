import type { Finding } from '#ports/configuration.ts';
import { type OfficeDocument, OfficeDocumentSchema } from '#ports/office-document.ts';
import { FEATURES } from '#switching/features/codes/code.ts';
import { GUIDE_TEXTS } from '#switching/guide-texts.ts';
import type { Office } from '#switching/model.ts';
import { officeFindings } from '#switching/routing/check.ts';
import { repeated } from '#switching/routing/check-finding.ts';
import { compileOffice, type OfficeContext } from './compile.ts';
import { expandDays } from './days.ts';
import { documentFinding } from './document-finding.ts';
import { isTimeZone, localTimeOf } from './local-time.ts';
import { type Schema, schemaFindings } from './schema-check.ts';
import { sipFindings, sipPlaced } from './sip-check.ts';

export interface CheckedDocument {
  readonly findings: readonly Finding[];
  /** Null when the document has errors. */
  readonly office: Office | null;
  /** Null when it is not even one. */
  readonly document: OfficeDocument | null;
}

function dayFindings({ dayLists = [] }: OfficeDocument, { holidays }: OfficeContext): Finding[] {
  return dayLists.flatMap((list, index) => {
    const found = (['holidays', 'workdays'] as const).flatMap((field) =>
      (list[field] ?? []).flatMap((days, place) =>
        expandDays(days) === null
          ? [documentFinding('TR-OFFICE-031', `dayLists[${index}].${field}[${place}]`, { days })]
          : [],
      ),
    );
    if (list.from === 'region' && holidays === null)
      found.push(documentFinding('TR-OFFICE-032', `dayLists[${index}].from`));
    return found;
  });
}

/** Which fields a link needs beside its kind. */
const LINK_NEEDS = { 'tcp-listen': ['port'], 'tcp-connect': ['host', 'port'], serial: ['device'] } as const;

function linkFindings({ smdr = [] }: OfficeDocument): Finding[] {
  return [
    ...smdr.flatMap((link, index) =>
      LINK_NEEDS[link.kind].flatMap((field) =>
        link[field as keyof typeof link] === undefined
          ? [documentFinding('TR-OFFICE-033', `smdr[${index}].${field}`, { kind: link.kind, field })]
          : [],
      ),
    ),
    ...repeated(smdr, ({ name }) => name).map(({ index }) =>
      documentFinding('TR-OFFICE-035', `smdr[${index}].name`, { name: smdr[index]!.name }),
    ),
  ];
}

function featureFindings({ codes, entities = [] }: OfficeDocument): Finding[] {
  const known = new Set<string>(FEATURES);
  const places = [
    { path: 'codes', codes },
    ...entities.map((one, i) => ({ path: `entities[${i}].codes`, codes: one.codes })),
  ];
  return places.flatMap((place) =>
    (place.codes?.changes ?? []).flatMap(({ feature }, i) =>
      known.has(feature)
        ? []
        : [documentFinding('TR-OFFICE-034', `${place.path}.changes[${i}].feature`, { name: feature })],
    ),
  );
}

/** Said by the exchange itself, or nothing at all. */
const isGuideText = (name: string): boolean =>
  name === '' || (GUIDE_TEXTS as readonly string[]).includes(name);

function soundFindings(
  { entities = [], callers = [], attendantGroups = [] }: OfficeDocument,
  { sounds }: OfficeContext,
): Finding[] {
  if (sounds === null) return [];
  const named: readonly (readonly [path: string, name: string | undefined])[] = [
    ...entities.flatMap(
      ({ greeting, music }, i) =>
        [
          [`entities[${i}].greeting`, greeting],
          [`entities[${i}].music`, music],
        ] as const,
    ),
    ...attendantGroups.map(
      ({ greeting = '' }, i) =>
        [`attendantGroups[${i}].greeting`, isGuideText(greeting) ? undefined : greeting] as const,
    ),
    ...callers.map(
      ({ treat }, i) =>
        [`callers[${i}].treat.guide`, treat.kind === 'message' ? treat.guide : undefined] as const,
    ),
  ];
  return named.flatMap(([path, name]) =>
    name === undefined || sounds.has(name) ? [] : [documentFinding('TR-OFFICE-036', path, { name })],
  );
}

/** Place of a timing in the document: `timing.ringMsMax` is `lineTimes.ringSecondsMax` there. */
const placed = (path: string): string =>
  path.startsWith('timing.') ? path.replace('timing.', 'lineTimes.').replace('Ms', 'Seconds') : path;

/** The schema, then what the document means, then the office that it makes. Never throws, whatever `data` is. */
export function checkDocument(data: unknown, context: OfficeContext): CheckedDocument {
  const wrong = schemaFindings(OfficeDocumentSchema as Schema, data);
  if (wrong.length > 0) return { findings: wrong, office: null, document: null };
  const document = data as OfficeDocument;
  const { timeZone } = document;
  const known = timeZone === undefined || isTimeZone(timeZone);
  const zone = known && timeZone !== undefined ? timeZone : context.timeZone;
  const office = compileOffice(document, context, localTimeOf(zone, context.epochMs));
  const findings: Finding[] = [
    ...(known ? [] : [documentFinding('TR-OFFICE-030', 'timeZone', { zone: timeZone ?? '' })]),
    ...dayFindings(document, context),
    ...linkFindings(document),
    ...featureFindings(document),
    ...soundFindings(document, context),
    ...sipFindings(document),
    ...officeFindings(office).flatMap(({ severity, code, path, what, todo, facts, where }) => {
      const place = sipPlaced(placed(path), document);
      const told = { severity, code, todo, what: `${where}: ${what}`, facts: { ...facts, where } };
      return place === null ? [] : [{ ...told, path: place }];
    }),
  ];
  const bad = findings.some(({ severity }) => severity === 'error');
  return { findings, office: bad ? null : office, document };
}
