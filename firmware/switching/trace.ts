import type { CallId, PortId } from '#units/ids.ts';
import type { Effect } from './model.ts';
import { ROUTING_RULES } from './routing/rules.ts';

/**
 * Every reason that the exchange can give for what it did, and the facts that fill it. The console has a
 * text per key, zh-CN and en.
 */
export const RULES = {
  ...ROUTING_RULES,
  'event.ignored': ['event', 'state'],
  'event.unknownPort': ['event', 'port'],
  'plan.matched': ['digits', 'pattern', 'to'],
  'plan.vacant': ['digits'],
  'plan.incomplete': ['digits'],
  'plan.digitsSurplus': ['digit'],
  'extension.unknown': ['number'],
  'extension.busy': ['number', 'state'],
  'extension.self': ['number'],
  'extension.outOfService': ['number'],
  'extension.alerting': ['number'],
  'extension.waiting': ['number', 'state'],
  'extension.noAnswer': ['number', 'seconds'],
  'dial.noDigit': ['seconds'],
  'line.lockout': ['seconds'],
  'emergency.matched': ['number'],
  'emergency.preempts': ['trunk', 'call', 'of'],
  'emergency.preempted': ['trunk', 'by'],
  'emergency.waitsForGuard': ['trunk'],
  'emergency.noTrunk': ['number'],
  'trunk.chosen': ['trunk', 'group', 'hunt'],
  'trunk.skipped': ['trunk', 'state'],
  'trunk.noneFree': ['group'],
  'trunk.noDialTone': ['trunk', 'seconds'],
  'trunk.dialsBlind': ['trunk'],
  'trunk.sentLost': ['trunk'],
  'trunk.glare': ['trunk'],
  'trunk.lost': ['trunk'],
  'trunk.ringsIn': ['trunk', 'from'],
  'trunk.abandoned': ['trunk'],
  'trunk.noDestination': ['trunk', 'number'],
  'answer.inside': ['number'],
  'answer.assumed': ['trunk'],
  'party.left': ['number'],
  'divert.loop': ['number'],
  'hold.held': ['number'],
  'hold.retrieved': ['number'],
  'transfer.done': ['from', 'to', 'by'],
  'transfer.refused': ['by', 'why'],
  'recall.rings': ['number', 'why'],
  'conference.made': ['number', 'members'],
  'answer.polarity': ['trunk'],
  'answer.ringbackEnded': ['trunk'],
  'answer.time': ['trunk', 'seconds'],
  'answer.corrected': ['trunk'],
  'release.onHook': ['port'],
  'release.polarity': ['trunk'],
  'release.loopDrop': ['trunk'],
  'release.tone': ['trunk', 'tone'],
  'release.portLost': ['port'],
  'release.removed': ['port'],
  'call.cleared': ['cause', 'reason'],
  'office.configured': ['extensions', 'trunks'],
  'core.assertion': ['message', 'event'],
} as const;

export type Rule = keyof typeof RULES;
export type Facts<R extends Rule> = Readonly<Record<(typeof RULES)[R][number], string | number>>;

export function traceEffect<R extends Rule>(
  call: CallId | null,
  port: PortId | null,
  rule: R,
  facts: Facts<R>,
): Effect {
  return { kind: 'trace', call, port, rule, facts };
}
