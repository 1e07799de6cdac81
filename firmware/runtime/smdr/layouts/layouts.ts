import type { SmdrLayoutName } from '#ports/smdr.ts';
import { csv } from './csv.ts';
import type { SmdrLayout } from './layout.ts';
import { mitel } from './mitel.ts';
import { panasonicA } from './panasonic-a.ts';
import { phonesuite } from './phonesuite.ts';

export const LAYOUTS: Readonly<Record<SmdrLayoutName, SmdrLayout>> = {
  'panasonic-a': panasonicA,
  mitel,
  phonesuite,
  csv,
};
