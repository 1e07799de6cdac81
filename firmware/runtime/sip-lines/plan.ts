import type { PortHealth, PortInfo } from '#ports/line-card.ts';
import type { PortId } from '#units/ids.ts';
import { assert } from '#units/result.ts';

/** Who has which position is said by the caller, so that a change of the list does not move the others. */
export interface SipLinesPlan {
  /** `user`: of registration. One who has several positions has a line, and may have a call, at each. */
  readonly telephones: readonly { readonly port: PortId; readonly user: string }[];
  /** Each port carries one call of the trunk at a time. */
  readonly trunks: readonly { readonly id: string; readonly ports: readonly PortId[] }[];
}

/** Who is at a position. */
export interface Place {
  readonly kind: 'fxs' | 'fxo';
  /** User of registration, or id of the trunk. */
  readonly peer: string;
  readonly chip: string;
}

/** A position as it is now. */
export interface Standing {
  readonly info: Omit<PortInfo, 'health'>;
  health: PortHealth;
}

export function placesOf({ telephones, trunks }: SipLinesPlan): ReadonlyMap<PortId, Place> {
  const places = [
    ...telephones.map(({ port, user }) => ({ port, kind: 'fxs', peer: user, chip: `SIP ${user}` }) as const),
    ...trunks.flatMap(({ id, ports }) =>
      ports.map((port) => ({ port, kind: 'fxo', peer: id, chip: `SIP ${id}` }) as const),
    ),
  ];
  const byPort = new Map(places.map(({ port, ...place }) => [port, place]));
  assert(byPort.size === places.length, 'two SIP peers have the same position');
  return byPort;
}
