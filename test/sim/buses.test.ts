import { startSimulator } from '#sim/process/client.ts';
import { DEFAULT_WORLD } from '#sim/world/description.ts';
import { World } from '#sim/world/world.ts';
import { assert } from '#units/result.ts';
import { busesContract } from '../contracts/buses.ts';

busesContract('in the same process', async () => {
  const world = new World(DEFAULT_WORLD);
  return { buses: world.cards[0]!.buses, close: () => {} };
});

busesContract('over the socket of the real-time simulator', async () => {
  const simulator = await startSimulator();
  assert(simulator.ok, simulator.ok ? '' : simulator.error.what);
  return { buses: simulator.value.cards[0]!.buses, close: () => simulator.value.close() };
});
