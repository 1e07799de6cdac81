import type { PositionDriver } from '../position-driver.ts';
import { probe } from './bring-up.ts';
import { Si3050Line } from './service.ts';

/** Si3050 with Si3019 line side: one exchange line. Data sheet rev 1.5. */
export const si3050: PositionDriver = {
  kind: 'fxo',
  wire: 'three-byte',
  probe,
  create: (context) => new Si3050Line(context),
};
