import type { Cause, Diversion, PortView } from '#switching/model.ts';
import type { PortId } from '#units/ids.ts';
import type { Fault } from '#units/result.ts';
import type { Instant } from '#units/time.ts';

export type PortKind = 'fxs' | 'fxo';
/** `unreachable`: its far end is elsewhere on a network and not there now; a state, and no defect of the port. */
export type PortHealth = 'starting' | 'in-service' | 'fault' | 'absent' | 'unreachable';

/** One position of a card, as found at bring-up. */
export interface PortInfo {
  readonly port: PortId;
  readonly kind: PortKind;
  readonly health: PortHealth;
  /** Chip and revision as probed: `Si3215 rev G`. */
  readonly chip: string;
}

export type Feed = 'normal' | 'reversed' | 'open';

/** What an exchange asks of its line cards. A command to a port that cannot do it is ignored and said so. */
export type LineCardCommand =
  /**
   * FXS: ringing voltage on / off. The cadence is the caller's business. Off leaves on-hook transmission. `answers`: a
   * telephone that can is to answer by itself (SIP); others ring.
   */
  | { readonly op: 'ringOn'; readonly port: PortId; readonly answers?: true }
  | { readonly op: 'ringOff'; readonly port: PortId }
  /** FXS: polarity of the feed, or no current at all (disconnect signal). */
  | { readonly op: 'feed'; readonly port: PortId; readonly feed: Feed }
  /** FXO: go off-hook / on-hook. */
  | { readonly op: 'seize' | 'release'; readonly port: PortId }
  /** A carrier's line (SIP): turns away a caller who is not answered yet. */
  | { readonly op: 'refuse'; readonly port: PortId; readonly cause: Cause }
  /** A carrier's line: who calls, before the digits. Empty: the line's own number. */
  | {
      readonly op: 'present';
      readonly port: PortId;
      readonly number: string;
      /** The same number with `+` (ITU-T E.164): of a caller who is sent out again, where it is known. */
      readonly e164?: string;
      readonly hidden: boolean;
      /** Who has sent the call on, the first one first; missing: nobody. */
      readonly diversions?: readonly Diversion[];
      /** How far it may go from here (SIP's Max-Forwards), 0 to 70; missing: it begins here. */
      readonly hops?: number;
    }
  /** FXO: calibrated loop break toward the exchange. */
  | { readonly op: 'flash'; readonly port: PortId }
  /** FXO: pulse dialling; `dialled` with the same `id` follows. */
  | { readonly op: 'pulseDial'; readonly port: PortId; readonly digits: string; readonly id: number };

/** What line cards tell. Digits and flashes are already told apart from hanging up (region's windows). */
export type LineCardEvent =
  | { readonly kind: 'offHook' | 'onHook' | 'flash'; readonly port: PortId }
  /** A telephone with a display (SIP) holds its call, takes it back, or refuses one; no analog one can. */
  | { readonly kind: 'hold' | 'retrieve'; readonly port: PortId }
  | { readonly kind: 'declined'; readonly port: PortId; readonly cause: Cause }
  /** Such a telephone is lifted with the number dialled already; empty: nothing yet. `hops`: how far it may go from here. */
  | { readonly kind: 'enBloc'; readonly port: PortId; readonly digits: string; readonly hops?: number }
  | { readonly kind: 'pulseDigit'; readonly port: PortId; readonly digit: string }
  /** FXO: a ring burst begins (`on`) or ends. */
  | { readonly kind: 'ringing'; readonly port: PortId; readonly on: boolean }
  /** FXO: polarity of the loop, told after the first look and at each change (debounced). */
  | { readonly kind: 'polarity'; readonly port: PortId; readonly reversed: boolean }
  /** FXO while seized: loop current stopped for longer than the region's drop time. */
  | { readonly kind: 'loopDrop'; readonly port: PortId }
  /** A carrier's line: the far end says that the call is over, or cannot be. */
  | { readonly kind: 'cleared'; readonly port: PortId; readonly cause: Cause }
  /** FXO on-hook: battery present or not. */
  | { readonly kind: 'battery'; readonly port: PortId; readonly present: boolean }
  | { readonly kind: 'dialled'; readonly port: PortId; readonly id: number }
  /**
   * Port in or out of service; `fault` says why when it is out. One that comes into service counts as on-hook,
   * not ringing and not seized until it tells otherwise.
   */
  | { readonly kind: 'health'; readonly port: PortId; readonly health: PortHealth; readonly fault?: Fault }
  /**
   * Card-level alarms: temperature, power, relays, supply, a wrong EEPROM. `raised: false` ends it; one that
   * was never raised is a notice, such as a command that was ignored.
   */
  | { readonly kind: 'alarm'; readonly raised: boolean; readonly fault: Fault };

export type LineCardListener = (event: LineCardEvent, at: Instant) => void;

/** Real: `drivers/` over buses. Simulated for volume: `sim/port-level/`. One contract suite runs on both. */
export interface LineCards {
  /** Begins bring-up; health events follow, one per position at least. */
  start(listener: LineCardListener): void;
  command(command: LineCardCommand): void;
  ports(): readonly PortInfo[];
  /** One of them, where there may be hundreds; null: it is not there, or only `ports` knows. */
  port?(port: PortId): PortInfo | null;
  /** There is no position, and none will come: nothing has to be waited for. */
  readonly isEmpty?: boolean;
  /**
   * The exchange has handled an event, and its effects are carried out. For ports whose far end speaks of calls (SIP)
   * and not of loops: a cadence does not tell that ringing is over. `view` stays good: the port as it is whenever it
   * is asked; null: not in the office. `changed`: whose view may be another one than before.
   */
  turned?(view: (port: PortId) => PortView | null, changed: readonly PortId[]): void;
  /** Releases timers; ports go to a safe state (no ringing, trunks on-hook). */
  stop(): void;
}
