/**
 * The simulator board in real time, as a process of its own: a stall of the firmware is not a stall of the
 * world, and the other way round.
 *
 *   node sim/process/main.ts --folder DIR [--bench-port N] [--description JSON] [--pace clock|bursts]
 *
 * `--pace bursts`: the world stands still until the host of card 1 has had its burst, so that the same requests give
 * the same answers on any machine. Prints one JSON line when it is ready, and ends with its parent (stdin closes).
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fail, ok, type Result } from '#units/result.ts';
import { parseDescription, type WorldDescription } from '../world/description.ts';
import { World } from '../world/world.ts';
import { BenchServer } from './bench-server.ts';
import { ControlSocket } from './control-socket.ts';
import { MediaSocket } from './media-socket.ts';
import { Pace } from './pace.ts';

interface Settings {
  readonly folder: string;
  readonly benchPort: number;
  readonly description: WorldDescription;
  readonly pace: 'clock' | 'bursts';
}

const USAGE = 'sim/process/main.ts --folder DIR [--bench-port N] [--description JSON] [--pace clock|bursts]';

function readSettings(args: readonly string[]): Result<Settings> {
  const wrong = (what: string): Result<never> =>
    fail({ code: 'TR-SIM-010', where: 'simulator command line', what, todo: `call it as ${USAGE}` });
  const text = { type: 'string' } as const;
  const options = { folder: text, 'bench-port': text, description: text, pace: text };
  let values: { folder?: string; 'bench-port'?: string; description?: string; pace?: string };
  try {
    ({ values } = parseArgs({ args: [...args], options }));
  } catch (error) {
    return wrong((error as Error).message);
  }
  if (values.folder === undefined) return wrong('--folder is missing');
  const benchPort = Number(values['bench-port'] ?? '0');
  if (!Number.isInteger(benchPort) || benchPort < 0 || benchPort > 65_535)
    return wrong('--bench-port is no port');
  const { pace = 'clock' } = values;
  if (pace !== 'clock' && pace !== 'bursts') return wrong('--pace is neither clock nor bursts');
  const description = parseDescription(values.description ?? '{}');
  return description.ok
    ? ok({ folder: values.folder, benchPort, description: description.value, pace })
    : description;
}

async function run({ folder, benchPort, description, pace: paced }: Settings): Promise<void> {
  const world = new World(description);
  const served = (): void => {
    if (paced === 'bursts') setImmediate(frame);
  };
  const media = world.cards.map((card, n) => new MediaSocket(card, n === 0 ? served : undefined));
  const control = new ControlSocket(world);
  const bench = new BenchServer(world);
  const mediaPaths = world.cards.map(({ card }) => join(folder, `media-${card.card}.sock`));
  const controlPath = join(folder, 'control.sock');
  await Promise.all(media.map((socket, n) => socket.listen(mediaPaths[n]!)));
  await control.listen(controlPath);
  const benchUrl = await bench.listen(benchPort);
  const frame = (): void => {
    world.frame();
    for (const socket of media) socket.frame();
    control.frame();
    bench.frame();
  };
  const pace = new Pace(frame);
  const end = (): void => {
    pace.stop();
    for (const socket of media) socket.close();
    control.close();
    bench.close();
    process.exit(0);
  };
  process.stdin.on('end', end).on('error', end).resume();
  process.once('SIGTERM', end).once('SIGINT', end);
  process.stdout.write(
    `${JSON.stringify({ ready: true, control: controlPath, media: mediaPaths, benchUrl })}\n`,
  );
  if (paced === 'clock') pace.start();
}

const refuse = (error: { code: string; where: string; what: string; todo: string }): void => {
  process.stdout.write(`${JSON.stringify({ ready: false, error })}\n`);
  process.exitCode = 1;
};

const settings = readSettings(process.argv.slice(2));
if (!settings.ok) refuse(settings.error);
else {
  run(settings.value).catch((error: Error) => {
    const { folder } = settings.value;
    const todo = 'choose another folder or port, or end the process that holds it';
    refuse({ code: 'TR-SIM-011', where: `simulator in ${folder}`, what: error.message, todo });
    process.exit();
  });
}
