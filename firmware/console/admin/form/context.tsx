/** What every field of a form must know. */
import { createContext, useContext } from 'react';
import type { Finding } from '#web/protocol/configuration.ts';
import { type Path, pathText } from '../draft/edits.ts';

export interface FormWorld {
  readonly readOnly: boolean;
  readonly findings: readonly Finding[];
  /** What is missing is told once somebody has tried to go on. */
  readonly tried: boolean;
}

export const FormContext = createContext<FormWorld>({ readOnly: false, findings: [], tried: false });
export const useForm = (): FormWorld => useContext(FormContext);

/** Findings of this place: `exact` of a group, whose fields show their own; else also those inside it. */
export function findingsAt(findings: readonly Finding[], at: Path, exact: boolean): readonly Finding[] {
  const place = pathText(at);
  return findings.filter(
    ({ path }) =>
      path === place || (!exact && (path.startsWith(`${place}.`) || path.startsWith(`${place}[`))),
  );
}

export interface ControlProps {
  /** Names of the fields from the top of the document: `extensions.hotLine.number`. */
  readonly name: string;
  readonly at: Path;
  readonly value: unknown;
  readonly required: boolean;
  onChange(value: unknown): void;
}
