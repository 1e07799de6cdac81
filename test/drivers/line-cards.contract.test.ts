import { openVirtual } from '#boards/sim/virtual.ts';
import { lineCardsContract } from '../contracts/line-cards.ts';
import { china } from './office.ts';

lineCardsContract('the drivers over models of the chips', () => {
  const board = openVirtual({ region: china });
  board.media.start(() => {});
  return {
    cards: board.lineCards,
    region: china,
    phone: (port) => board.world.phone(port),
    line: (port) => board.world.exchangeLine(port),
    cardOut: (out) => board.world.fault('1', 'card-out', out),
    chipReset: (port) => board.world.fault(port, 'chip-reset', true),
    pass: (span) => board.run(span),
    close: () => board.media.stop(),
  };
});
