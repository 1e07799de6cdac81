import type { MakerName } from '#ports/provisioning.ts';
import type { Maker } from './device.ts';
import { fanvil } from './fanvil.ts';
import { grandstream } from './grandstream.ts';
import { snom } from './snom.ts';
import { yealink } from './yealink.ts';

export const MAKERS: Readonly<Record<MakerName, Maker>> = { yealink, grandstream, fanvil, snom };
