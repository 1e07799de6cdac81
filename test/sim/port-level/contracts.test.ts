import { PortLevelWorld } from '#sim/port-level/world.ts';
import { VirtualClock } from '#sim/virtual-clock.ts';
import { portId } from '#units/ids.ts';
import { lineCardsContract } from '../../contracts/line-cards.ts';
import { region } from '../../support/office.ts';

const china = region('cn');

lineCardsContract('without registers and samples', () => {
  const clock = new VirtualClock();
  const ports = Array.from(
    { length: 8 },
    (_, i) => ({ port: portId(1, i + 1), kind: i < 6 ? 'fxs' : 'fxo' }) as const,
  );
  const world = new PortLevelWorld(clock, { region: china, ports });
  world.media.start(() => {});
  return {
    cards: world.lineCards,
    region: china,
    phone: (port) => world.phones.get(port)!,
    line: (port) => world.lines.get(port)!,
    cardOut: (out) => world.cardOut(1, out),
    chipReset: (port) => world.chipReset(port),
    pass: (span) => clock.runFor(span),
  };
});
