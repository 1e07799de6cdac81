/**
 * Who may use a route. Every route names its policy; one without is refused when it is registered, so that
 * nothing is open because somebody forgot.
 */
import type { UserRole } from '#ports/database.ts';

export interface Policy {
  /** `everybody`: also who has not logged in. */
  readonly who: 'everybody' | readonly UserRole[];
  /** Open to everybody on the simulator board, whose telephones are toys; never on a real one. */
  readonly openOnSimulator: boolean;
}

const only = (...who: readonly UserRole[]): Policy => ({ who, openOnSimulator: false });
const ALL = ['administrator', 'technician', 'supervisor', 'operator', 'agent', 'viewer'] as const;

export const EVERYBODY: Policy = { who: 'everybody', openOnSimulator: true };
export const LOGGED_IN = only(...ALL);
/** Lines, calls, alarms, the journal: what the bench shows. */
export const WATCHERS: Policy = { who: ALL, openOnSimulator: true };
export const ADMINISTRATORS = only('administrator');
export const TECHNICIANS = only('administrator', 'technician');
/** Like a technician's, but the bench has it too. */
export const JOURNAL_READERS: Policy = { who: ['administrator', 'technician'], openOnSimulator: true };
/** Call control; an agent only of the own extension. */
export const CALL_CONTROLLERS = only('administrator', 'supervisor', 'operator', 'agent');
export const MODE_SETTERS = only('administrator', 'technician', 'supervisor', 'operator');
export const CALLER_UNBLOCKERS = only('administrator', 'supervisor', 'operator');
export const RECORD_READERS = only('administrator', 'supervisor', 'operator');
export const RECORD_EXPORTERS = only('administrator', 'supervisor');
/** Who may sit at a console. */
export const SEATS: readonly UserRole[] = ['administrator', 'supervisor', 'operator'];
/** What lies on the operators' desk. */
export const DESK_USERS = only('administrator', 'supervisor', 'operator');
export const DESK_SUPERVISORS = only('administrator', 'supervisor');

export const isPolicy = (value: unknown): value is Policy =>
  typeof value === 'object' && value !== null && 'who' in value && 'openOnSimulator' in value;

export type Verdict = 'may' | 'log-in' | 'may-not';

export function judge(policy: Policy, role: UserRole | null, simulator: boolean): Verdict {
  if (policy.who === 'everybody' || (policy.openOnSimulator && simulator)) return 'may';
  if (role === null) return 'log-in';
  return policy.who.includes(role) ? 'may' : 'may-not';
}
