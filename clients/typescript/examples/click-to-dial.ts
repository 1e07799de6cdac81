/**
 * Click to dial: rings a telephone, and dials when it is lifted.
 *
 *     TIPRING_URL=http://127.0.0.1:8080/ TIPRING_TOKEN=tr_… node click-to-dial.ts 801 802
 */
import { ApiError, connect } from '../index.ts';

const [device, to] = process.argv.slice(2);
const { TIPRING_URL: url = 'http://127.0.0.1:8080/', TIPRING_TOKEN: token } = process.env;
if (device === undefined || to === undefined || token === undefined) {
  process.stderr.write('usage: TIPRING_TOKEN=tr_… node click-to-dial.ts EXTENSION NUMBER\n');
  process.exit(2);
}

try {
  const { call } = await connect({ url, token }).makeCall(device, { to });
  process.stdout.write(`${device} rings; lift it to call ${to} (call ${call})\n`);
} catch (error) {
  if (!(error instanceof ApiError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
