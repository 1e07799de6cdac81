import type { CallId, DialString, PortId } from '#units/ids.ts';
import type { AttendantCommand } from './attendant/model.ts';
import type { Subscriber } from './kept.ts';
import type { Mode } from './office.ts';

/** Features that telephones have keys of their own for. */
export type KeyFeature = 'do-not-disturb' | 'forward-all' | 'forward-busy' | 'forward-no-answer';

/*
 * What the API, a console or an agent's page asks of the exchange (CSTA services, ECMA-269). Devices are named
 * by extension number; a connection is a call and a device.
 */
export type Command =
  /** Rings `device` first when it is an analog telephone, then dials `to` for it. */
  | { readonly op: 'makeCall'; readonly device: DialString; readonly to: DialString }
  /** Only devices that can be told to answer. */
  | { readonly op: 'answer'; readonly device: DialString; readonly call: CallId }
  | { readonly op: 'hold' | 'retrieve'; readonly device: DialString; readonly call: CallId }
  /** Holds the call and calls somebody else. */
  | {
      readonly op: 'consult';
      readonly device: DialString;
      readonly call: CallId;
      readonly to: DialString;
    }
  /** Blind: the other party is sent to `to`. */
  | {
      readonly op: 'transfer';
      readonly device: DialString;
      readonly call: CallId;
      readonly to: DialString;
    }
  /** The held and the present party of a device, together; or as a conference of three. */
  | { readonly op: 'completeTransfer' | 'conference' | 'alternate'; readonly device: DialString }
  /** Two calls of a device at lines of their own become one, without it. */
  | {
      readonly op: 'transferCall';
      readonly device: DialString;
      readonly held: CallId;
      readonly active: CallId;
    }
  /** Sends a call that rings at a device elsewhere. */
  | {
      readonly op: 'deflect';
      readonly device: DialString;
      readonly call: CallId;
      readonly to: DialString;
    }
  | { readonly op: 'pickup'; readonly device: DialString; readonly from: DialString }
  /** A device that was just lifted takes the place of `from` in its call (RFC 3891). */
  | {
      readonly op: 'takeOver';
      readonly device: DialString;
      readonly call: CallId;
      readonly from: DialString;
    }
  | { readonly op: 'release'; readonly call: CallId; readonly device: DialString | null }
  | { readonly op: 'setMode'; readonly entity: string; readonly mode: Mode | null }
  | {
      readonly op: 'setSubscriber';
      readonly device: DialString;
      readonly change: Partial<Subscriber>;
    }
  /** `from`, `to`: minutes of the local day, 0–1439; null: at once, until somebody clears it. */
  | {
      readonly op: 'setDoNotDisturb';
      readonly device: DialString;
      readonly on: boolean;
      readonly from: number | null;
      readonly to: number | null;
    }
  /**
   * By a key of the telephone's own what its user could set by a feature code, as far as the class of service permits
   * that code. `number`: where calls are forwarded to; empty where nothing is forwarded. `noAnswerMs`: how long it rings
   * before "forward on no answer" takes the call, more than 0; missing: as it stands.
   */
  | {
      readonly op: 'setFeature';
      readonly device: DialString;
      readonly feature: KeyFeature;
      readonly on: boolean;
      readonly number: DialString;
      readonly noAnswerMs?: number;
    }
  /** In place of one that was ordered before. `minuteOfDay`: 0–1439, the next time that the local clock shows it. */
  | {
      readonly op: 'setWakeUp';
      readonly device: DialString;
      readonly minuteOfDay: number;
      readonly by: string;
    }
  /** Also when nobody has answered it, and the operators know by now. */
  | { readonly op: 'clearWakeUp'; readonly device: DialString; readonly by: string }
  /** Calls out over the carrier's line at `port` and no other, speaks to whoever answers, and hangs up by itself. */
  | { readonly op: 'testCall'; readonly port: PortId; readonly number: DialString }
  | { readonly op: 'unblock'; readonly number: DialString }
  | AttendantCommand;

/** Why a command was not carried out. */
export type Refusal =
  | 'no-such-device'
  | 'no-such-call'
  | 'not-in-that-state'
  | 'device-cannot'
  | 'not-permitted'
  /** Another console has this call. */
  | 'taken'
  | 'bad-number';

export type Reply =
  | { readonly ok: true; readonly call: CallId | null }
  /** `by`: id of the console that was faster. */
  | { readonly ok: false; readonly why: Refusal; readonly by?: string };
