import type { Call, CallIndex, PortIndex, TrunkPort } from '../state.ts';
import type { Transaction } from '../transaction.ts';

/** Which exchange line a call takes, and what has to be done to it first. */
export interface TrunkChoice {
  readonly trunk: PortIndex;
  readonly how: 'seize' | 'wait-for-guard' | 'preempt' | 'drop-caller';
  /** The call that has to give way. */
  readonly victim: CallIndex | null;
}

/** The group's next idle line: first in order, or the one idle longest; null when none is free. */
export function huntIdle(
  tx: Transaction,
  call: Call,
  groupId: string,
  tried: readonly PortIndex[],
): TrunkChoice | null {
  const group = tx.base.tables.groups.get(groupId);
  let found: TrunkPort | null = null;
  for (const index of group?.trunks ?? []) {
    const trunk = tx.trunk(index);
    if (trunk.state.state !== 'idle' || tried.includes(index)) {
      tx.trace(call, trunk, 'trunk.skipped', { trunk: trunk.config.name, state: trunk.state.state });
      continue;
    }
    if (
      found === null ||
      (group?.hunt === 'longest-idle' &&
        found.state.state === 'idle' &&
        trunk.state.since < found.state.since)
    )
      found = trunk;
    if (group?.hunt === 'linear') break;
  }
  if (found === null) {
    tx.trace(call, null, 'trunk.noneFree', { group: groupId });
    return null;
  }
  tx.trace(call, found, 'trunk.chosen', {
    trunk: found.config.name,
    group: groupId,
    hunt: group?.hunt ?? 'linear',
  });
  return { trunk: found.index, how: 'seize', victim: null };
}

/** How much it costs to take a line for an emergency call; less is taken first. Null: never. */
function emergencyCost(tx: Transaction, trunk: TrunkPort): (TrunkChoice & { cost: number }) | null {
  const { state, index } = { state: trunk.state, index: trunk.index };
  const preempts = (victim: CallIndex, cost: number, how: TrunkChoice['how']) =>
    tx.call(victim).kind === 'emergency' ? null : { trunk: index, how, victim, cost };
  switch (state.state) {
    case 'idle':
      return { trunk: index, how: 'seize', victim: null, cost: 0 };
    case 'guard':
      return state.next === null ? { trunk: index, how: 'wait-for-guard', victim: null, cost: 1 } : null;
    // Seized now, it gives no dial tone but the caller who was about to ring.
    case 'announced':
      return { trunk: index, how: 'drop-caller', victim: null, cost: 2 };
    case 'seizing':
    case 'dialling':
      return preempts(state.call, 3, 'preempt');
    case 'awaitingAnswer':
      return preempts(state.call, 4, 'preempt');
    case 'talking':
      return preempts(state.call, state.direction === 'out' ? 5 : 6, 'preempt');
    case 'caught':
    case 'asked':
      return preempts(state.call, 7, 'preempt');
    case 'ringingIn':
    case 'offered':
      return preempts(state.call, 8, 'drop-caller');
    // Perhaps only its battery detector is wrong; with nothing else left it is worth the try.
    case 'dead':
      return { trunk: index, how: 'seize', victim: null, cost: 9 };
    case 'clearing':
    case 'outOfService':
      return null;
  }
}

/**
 * The line for an emergency call, of any group: an idle one, one about to be, one about to ring, else one taken from a call:
 * outgoing before incoming, never from another emergency. Null when there is none at all.
 */
export function chooseForEmergency(
  tx: Transaction,
  call: Call,
  tried: readonly PortIndex[],
): TrunkChoice | null {
  let best: (TrunkChoice & { cost: number }) | null = null;
  for (const index of tx.base.tables.trunks) {
    if (tried.includes(index)) continue;
    const choice = emergencyCost(tx, tx.trunk(index));
    if (choice !== null && (best === null || choice.cost < best.cost)) best = choice;
  }
  if (best === null) return null;
  const { config, port } = tx.trunk(best.trunk);
  if (best.victim !== null) {
    const victim = tx.call(best.victim);
    const facts = { trunk: config.name, call: victim.id, of: victim.caller.number };
    tx.trace(call, tx.port(best.trunk), 'emergency.preempts', facts);
    tx.trace(victim, tx.port(best.trunk), 'emergency.preempted', { trunk: config.name, by: call.id });
  } else if (best.how === 'wait-for-guard')
    tx.trace(call, tx.port(best.trunk), 'emergency.waitsForGuard', { trunk: port });
  else
    tx.trace(call, tx.port(best.trunk), 'trunk.chosen', {
      trunk: config.name,
      group: config.group,
      hunt: 'emergency',
    });
  return best;
}
