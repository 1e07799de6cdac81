/** How long something has been so, counting. */
import { elapsed, isoDuration, useNow } from '../clock.ts';

export function Since({ epochMs }: { epochMs: number }) {
  const ms = useNow() - epochMs;
  return (
    <time className="op-since" dateTime={isoDuration(ms)}>
      {elapsed(ms)}
    </time>
  );
}
