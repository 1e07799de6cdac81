/**
 * Client of the exchange's API, for Node 24 and browsers; no dependencies.
 *
 * ```ts
 * const exchange = connect({ url: 'http://192.168.1.20:8080/', token: 'tr_…' });
 * await exchange.makeCall('801', { to: '802' });
 * ```
 */
import { Api } from './api.ts';
import { type TransportOptions, transport } from './transport.ts';

export type * from './api.ts';
export { type EventsOptions, listen, type StreamEvent } from './events.ts';
export { ApiError, type TransportOptions } from './transport.ts';

export const connect = (options: TransportOptions): Api => new Api(transport(options));
