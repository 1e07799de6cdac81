/**
 * Live call monitor: one line an event. When the connection breaks, it goes on where it was cut off.
 *
 *     TIPRING_URL=http://127.0.0.1:8080/ TIPRING_TOKEN=tr_… node call-monitor.ts
 */
import { listen, type StreamEvent } from '../index.ts';

const { TIPRING_URL: url = 'http://127.0.0.1:8080/', TIPRING_TOKEN: token } = process.env;
if (token === undefined) {
  process.stderr.write('usage: TIPRING_TOKEN=tr_… node call-monitor.ts\n');
  process.exit(2);
}

const say = (...words: readonly (string | number | null)[]): boolean =>
  process.stdout.write(`${words.filter((word) => word !== null && word !== '').join(' ')}\n`);

function tell(event: StreamEvent): void {
  const time = new Date(event.epochMs).toISOString().slice(11, 19);
  if (event.kind === 'call')
    say(time, event.call, event.event, event.device, event.other === null ? '' : `(${event.other})`);
  else if (event.kind === 'device') say(time, 'device', event.device || event.port, event.state);
  else say(time, 'alarm', event.event, event.code, event.where);
}

const stop = listen({
  url,
  token,
  onSnapshot: ({ seq, calls }) => say(`after event ${seq}: ${calls.length} calls up`),
  onEvent: tell,
  onState: (state) => say(`connection: ${state}`),
});
process.on('SIGINT', stop);
