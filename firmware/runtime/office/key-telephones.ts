import type { OfficeDocument } from '#ports/office-document.ts';
import { plainExtension } from '#switching/plain.ts';
import type { KeyTelephone } from '../sip-lines/feature-keys.ts';
import { sipPlan, userOf } from './sip-positions.ts';

/** SIP telephones of an office, as their keys are to know them. */
export function keyTelephones(document: OfficeDocument): readonly KeyTelephone[] {
  const { extensions = [], sip } = document;
  const placed = new Set(sipPlan(document).telephones.map(({ user }) => user));
  return (sip?.devices ?? [])
    .filter((device) => placed.has(userOf(device)))
    .map((device) => {
      const number = device.extension;
      const seconds = extensions.find((extension) => extension.number === number)?.noAnswerSeconds;
      const noAnswerMs = seconds === undefined ? USUAL_MS : seconds * 1_000;
      return { user: userOf(device), number, noAnswerMs };
    });
}

const USUAL_MS = plainExtension('', '1/1', '').noAnswerMs;
