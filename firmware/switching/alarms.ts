import type { Effect } from './model.ts';

/** Every alarm of the core: what it says and what a person does next. */
export const ALARMS = {
  'TR-PORT-001': {
    what: 'this extension line is out of service',
    todo: 'look at the alarm of its position; reseat the module or the card',
  },
  'TR-PORT-002': {
    what: 'this exchange line is out of service',
    todo: 'look at the alarm of its position; reseat the module or the card',
  },
  'TR-TRUNK-001': {
    what: 'no battery on this exchange line',
    todo: 'check the cable to the network termination; report the line to its operator',
  },
  'TR-TRUNK-002': {
    what: 'no dial tone on this exchange line at its last seizure',
    todo: 'listen on the line; if there is dial tone, check the region and the wait for dial tone',
  },
  'TR-EMERG-001': {
    what: 'an emergency call found no exchange line at all',
    todo: 'restore an exchange line at once; until then use another telephone for emergencies',
  },
  'TR-WAKE-001': {
    what: 'nobody has answered the wake-up call of this extension',
    todo: 'go to the room or send somebody; clear the wake-up call at the console',
  },
  'TR-TOLL-001': {
    what: 'more calls abroad or to dear numbers were asked for in an hour than may be',
    todo: 'find out who called; if nobody did, give the telephone another password, then raise the limit if it is too low',
  },
  'TR-CORE-001': {
    what: 'an internal check failed; the call concerned was cleared, the rest goes on',
    todo: 'save the journal and send it to the makers',
  },
} as const;

export type AlarmCode = keyof typeof ALARMS;

/** `where` is `port 1/3`, or a part of the exchange. */
export const alarm = (code: AlarmCode, where: string, raised: boolean): Effect => ({
  kind: 'alarm',
  code,
  where,
  raised,
});
