/**
 * The simulator board in real time, as a process of its own: a stall of the firmware is not a stall of the
 * world, and the other way round.
 *
 *   node sim/process/main.ts --folder DIR [--bench-port N] [--description JSON]
 *
 * Prints one JSON line when it is ready, and ends with its parent (stdin closes).
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
}

const USAGE = 'sim/process/main.ts --folder DIR [--bench-port N] [--description JSON]';

function readSettings(args: readonly string[]): Result<Settings> {
  const wrong = (what: string): Result<never> =>
    fail({ code: 'TR-SIM-010', where: 'simulator command line', what, todo: `call it as ${USAGE}` });
  const text = { type: 'string' } as const;
  const options = { folder: text, 'bench-port': text, description: text };
  let values: { folder?: string; 'bench-port'?: string; description?: string };
  try {
    ({ values } = parseArgs({ args: [...args], options }));
  } catch (error) {
    return wrong((error as Error).message);
  }
  if (values.folder === undefined) return wrong('--folder is missing');
  const benchPort = Number(values['bench-port'] ?? '0');
  if (!Number.isInteger(benchPort) || benchPort < 0 || benchPort > 65_535)
    return wrong('--bench-port is no port');
  const description = parseDescription(values.description ?? '{}');
  return description.ok
    ? ok({ folder: values.folder, benchPort, description: description.value })
    : description;
}

async function run({ folder, benchPort, description }: Settings): Promise<void> {
  const world = new World(description);
  const media = world.cards.map((card) => new MediaSocket(card));
  const control = new ControlSocket(world);
  const bench = new BenchServer(world);
  const mediaPaths = world.cards.map(({ card }) => join(folder, `media-${card.card}.sock`));
  const controlPath = join(folder, 'control.sock');
  await Promise.all(media.map((socket, n) => socket.listen(mediaPaths[n]!)));
  await control.listen(controlPath);
  const benchUrl = await bench.listen(benchPort);
  const pace = new Pace(() => {
    world.frame();
    for (const socket of media) socket.frame();
    control.frame();
    bench.frame();
  });
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
  pace.start();
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
