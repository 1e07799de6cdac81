import type { PositionDriver } from '../position-driver.ts';
import { probe } from './bring-up.ts';
import { Si3215Line } from './service.ts';

/** ProSLIC Si3215: one telephone line. Data sheet rev 0.92. */
export const si3215: PositionDriver = {
  kind: 'fxs',
  wire: 'two-byte',
  probe,
  create: (context) => new Si3215Line(context),
};
