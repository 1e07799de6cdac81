import { join } from 'node:path';
import { writeWhole } from './files.ts';

/** At its next start the box is as it came (`first-start.ts`). On the disk when this returns. */
export const markAsNew = (system: string): void => writeWhole(join(system, 'reset'), '');
