import type { Refusal, Reply } from '../model.ts';

export const no = (why: Refusal): Reply => ({ ok: false, why });
export const yes = (call: Extract<Reply, { ok: true }>['call'] = null): Reply => ({ ok: true, call });
