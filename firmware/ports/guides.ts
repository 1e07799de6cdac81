import type { Effect } from '#switching/model.ts';

export type GuideEffect = Effect & { readonly kind: 'guide' };

/**
 * Turns what a voice guide is to say into sounds of the media plane. Real: the catalogue of `guides/` and a
 * technician's own recordings.
 */
export interface Guides {
  /** Names of sounds in order, all of them loaded; an unknown text is left out, and said so once as a fault. */
  render(effect: GuideEffect): readonly string[];
}
