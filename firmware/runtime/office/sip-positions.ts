import type { OfficeDocument } from '#ports/office-document.ts';
import { POSITIONS_PER_CARD, type PortId, portId } from '#units/ids.ts';

/*
 * Which positions SIP telephones and trunks have, as if each were a card of its own. The card is worked out of the
 * extension's number or the trunk's id and of nothing else: whoever comes or goes beside them, they stay where they
 * are, in every version of the document. Cards below 100 are those of the box.
 */

/** Card of extension 820: 10820. Leading zeros count, for 07 and 7 are two numbers. */
const plainCard = (number: string): number => Number(`10${number}`);
/** Beyond it numbers would be no whole numbers any more once they are timeslots (2^53 / 16). */
const PLAIN_DIGITS_MAX = 11;
const ODD_NUMBERS_FROM = 2e13;
const TRUNKS_FROM = 200_000;
const TRUNK_PLACES = 100_000;
/** Room for 64 calls, so that more of them move nobody. */
const CARDS_PER_TRUNK = 8;

/** FNV-1a, 32 bits. */
function hashed(text: string): number {
  let hash = 0x811c9dc5;
  for (const letter of text) hash = Math.imul(hash ^ letter.codePointAt(0)!, 0x01000193) >>> 0;
  return hash;
}

const onCards = (first: number, count: number): readonly PortId[] =>
  Array.from({ length: count }, (_, index) =>
    portId(first + Math.floor(index / POSITIONS_PER_CARD), (index % POSITIONS_PER_CARD) + 1),
  );

/** One position a call. */
export function telephonePorts(number: string, calls: number): readonly PortId[] {
  const plain = /^[0-9]+$/.test(number) && number.length <= PLAIN_DIGITS_MAX;
  return onCards(plain ? plainCard(number) : ODD_NUMBERS_FROM + hashed(number), calls);
}

export const trunkPorts = (id: string, calls: number): readonly PortId[] =>
  onCards(TRUNKS_FROM + (hashed(id) % TRUNK_PLACES) * CARDS_PER_TRUNK, calls);

type Sip = NonNullable<OfficeDocument['sip']>;
export type SipDevice = NonNullable<Sip['devices']>[number];
export type SipTrunk = NonNullable<Sip['trunks']>[number];

/** Calls at once of one that says nothing of it. */
export const DEVICE_CALLS = 2;
export const TRUNK_CALLS = 4;

export const userOf = ({ user, extension }: SipDevice): string => user ?? extension;

/** Positions of an extension whose telephone is SIP, its first line first. */
export function telephoneOf({ sip }: OfficeDocument, number: string): readonly PortId[] {
  const device = sip?.devices?.find(({ extension }) => extension === number);
  return telephonePorts(number, device?.calls ?? DEVICE_CALLS);
}

/** Who has which position; telephones whose extension is wired to a card have none. */
export function sipPlan({ extensions = [], sip }: OfficeDocument) {
  const wired = new Set(extensions.flatMap(({ number, port }) => (port === undefined ? [] : [number])));
  const devices = (sip?.devices ?? []).filter(({ extension }) => !wired.has(extension));
  return {
    telephones: devices.flatMap((device) =>
      telephonePorts(device.extension, device.calls ?? DEVICE_CALLS).map((port) => ({
        ...{ port, user: userOf(device) },
      })),
    ),
    trunks: (sip?.trunks ?? []).map(({ id, calls = TRUNK_CALLS }) => ({ id, ports: trunkPorts(id, calls) })),
  };
}
