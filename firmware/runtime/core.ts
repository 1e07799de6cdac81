import {
  callViews,
  callViewsAt,
  changedPorts,
  createExchange,
  type Exchange,
  portView,
  portViews,
  type Step,
  step,
} from '#switching/exchange.ts';
import type { CallView, ExchangeEvent, Office, PortView } from '#switching/model.ts';
import type { PortId } from '#units/ids.ts';
import type { Instant } from '#units/time.ts';

/** The switching core as the host uses it; given at the composition, so that a test can spoil it. */
export interface ExchangeCore {
  create(office: Office, now: Instant, epochMs: number): Step;
  step(exchange: Exchange, event: ExchangeEvent, now: Instant): Step;
  portViews(exchange: Exchange): readonly PortView[];
  portView(exchange: Exchange, port: PortId): PortView | null;
  callViews(exchange: Exchange): readonly CallView[];
  /** Those of them that a port is in. */
  callViewsAt(exchange: Exchange, port: PortId): readonly CallView[];
  changedPorts(before: Exchange, after: Exchange): readonly PortId[];
}

export const EXCHANGE_CORE: ExchangeCore = {
  ...{ create: createExchange, step },
  ...{ portViews, portView, callViews, callViewsAt, changedPorts },
};
