import { CN } from './cn.ts';
import type { FeatureCode } from './code.ts';
import { ETSI } from './etsi.ts';
import { NA } from './na.ts';

/** The families collide (`*51`–`*59`), so an entity has one of them, never a mixture. */
export const PROFILES: Readonly<Record<'cn' | 'na' | 'etsi', readonly FeatureCode[]>> = {
  cn: CN,
  na: NA,
  etsi: ETSI,
};
