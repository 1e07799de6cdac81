/*
 * What `npm start` can be told. Plain JavaScript: `tools/run.mjs` asks it before the set-up has brought the Node that
 * reads TypeScript, so that nobody waits minutes to hear that he mistyped.
 */

const USAGE = `npm start

The telephone exchange, until it is stopped. Everything is set in the environment and in the data folder:
  TIPRING_HTTP_PORT  port of the pages; 8080
  TIPRING_HTTP_HOST  address of the pages; 127.0.0.1, with 0.0.0.0 others can reach them
  TIPRING_HTTP_TLS   on or off; on where others can reach the pages
  TIPRING_SIP_PORT   port of SIP, where the office says no other; 5060
  TIPRING_DATA       the data folder; ./data
  TIPRING_REGION     the country; cn
  TIPRING_BOARD      a file in boards/; sim
  TIPRING_SIM        a JSON file with another world for the simulator
  TIPRING_LOG        trace, debug, info, warn, error, fatal or silent; warn`;

export function usageFor(words) {
  const strange = words.find((word) => word !== '--help' && word !== '-h');
  if (strange !== undefined) return { text: `not understood: ${strange}\n\n${USAGE}`, code: 2 };
  return words.length === 0 ? null : { text: USAGE, code: 0 };
}
