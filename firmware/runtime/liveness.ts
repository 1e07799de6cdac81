import type { HostStatistics } from '#ports/observe.ts';

/** What of the statistics tells that work goes on. */
export type Signs = Pick<HostStatistics, 'events' | 'queued'> & {
  readonly media: Pick<HostStatistics['media'], 'frames'>;
};

/**
 * Whether switching and media have worked between two looks: the media thread has counted frames, and the queue of
 * events is empty or was worked at. That this is asked at all tells that the event loop turns.
 */
export const isAlive = (before: Signs, now: Signs): boolean =>
  now.media.frames !== before.media.frames && (now.queued === 0 || now.events !== before.events);
