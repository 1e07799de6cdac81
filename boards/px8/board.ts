import type { PacketLegOptions } from '#native/binding.ts';
import type { Region } from '#ports/region.ts';
import type { Board } from '../board.ts';
import type { Px8Box } from './wiring.ts';

/** A board from its data. Its drivers are read when it is opened: who wants to know the wiring alone has no need of them. */
export const px8Board = (box: Px8Box): Board => ({
  name: box.name,
  open: async (region: Region, packets?: Promise<PacketLegOptions>) => {
    const { openPx8 } = await import('./open.ts');
    return openPx8(box, region, packets);
  },
});
