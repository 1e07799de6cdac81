import type { Instant } from '#units/time.ts';
import type { CallView, Effect, ExchangeEvent, Office, PortView } from './model.ts';

/** The whole state of the exchange; opaque outside `switching/`. Plain data, never mutated. */
export interface Exchange {
  readonly office: Office;
}

export interface Step {
  readonly exchange: Exchange;
  readonly effects: readonly Effect[];
  /** When `step` wants to be called with `{kind: 'deadline'}`; null when nothing waits. */
  readonly deadline: Instant | null;
}

export declare function createExchange(office: Office, now: Instant, epochMs: number): Step;
export declare function step(exchange: Exchange, event: ExchangeEvent, now: Instant): Step;
export declare function portViews(exchange: Exchange): readonly PortView[];
export declare function callViews(exchange: Exchange): readonly CallView[];
