import { RealClock } from '#adapters/clock.ts';
import { LineCardDrivers } from '#drivers/line-cards.ts';
import { openSimulatedMedia } from '#native/binding.ts';
import type { Board } from './board.ts';

/** A box without line cards: telephones and exchange lines of the network alone. */
export const board: Board = {
  name: 'network',
  open: async (region, packets) => {
    const clock = new RealClock();
    const lineCards = new LineCardDrivers({ cards: [], clock, region });
    const media = openSimulatedMedia([], clock, await packets);
    return {
      name: 'network',
      ...{ clock, lineCards, media, legs: media.legs },
      benchUrl: null,
      close: async () => media.stop(),
    };
  },
};
