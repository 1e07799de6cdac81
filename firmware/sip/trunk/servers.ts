import { after, type Instant, sec } from '#units/time.ts';
import type { Place } from '../locate/locate.ts';

/** How one of a carrier's servers does. */
interface Server {
  readonly place: Place;
  misses: number;
  /** Not to be used until it has answered again. */
  down: boolean;
  /** Answers in a row since it was down. */
  answers: number;
  asking: boolean;
  askAt: Instant;
}

const ASK_EVERY = sec(30);
/** After a miss, and while it is down: to notice both ways soon. */
const ASK_AGAIN = sec(2);
const ASK_DOWN = sec(15);
const MISSES_MAX = 2;
/** A server that comes and goes is not gone back to at once. */
const ANSWERS_TO_RETURN = 2;

/**
 * A carrier's servers in their order, watched by OPTIONS (or by whatever is sent to them). The first that works is
 * used; when a better one is back, it is gone back to.
 */
export class Servers {
  private servers: Server[] = [];

  get places(): readonly Place[] {
    return this.servers.map(({ place }) => place);
  }

  /** From DNS, in the order of trying; those known already keep their health. */
  set(places: readonly Place[], now: Instant): void {
    const old = new Map(this.servers.map((server) => [nameOf(server.place), server]));
    this.servers = places.map(
      (place) =>
        old.get(nameOf(place)) ?? { place, misses: 0, down: false, answers: 0, asking: false, askAt: now },
    );
  }

  /** Those that work, best first; when none seems to, all: one may be back. */
  inOrder(): readonly Place[] {
    const up = this.servers.filter(({ down }) => !down);
    return (up.length > 0 ? up : this.servers).map(({ place }) => place);
  }

  get best(): Place | null {
    return this.inOrder()[0] ?? null;
  }

  isDown(place: Place): boolean {
    return this.servers.find((server) => nameOf(server.place) === nameOf(place))?.down ?? true;
  }

  get allDown(): boolean {
    return this.servers.every(({ down }) => down);
  }

  get deadline(): Instant | null {
    let first: Instant | null = null;
    for (const { asking, askAt } of this.servers)
      if (!asking && (first === null || askAt < first)) first = askAt;
    return first;
  }

  /** Whom to send OPTIONS now. */
  takeDue(now: Instant): Place[] {
    const due = this.servers.filter(({ asking, askAt }) => !asking && askAt <= now);
    for (const server of due) server.asking = true;
    return due.map(({ place }) => place);
  }

  /** Any answer but 408 and 503 says that it works; null says that none came. True: the order has changed. */
  heard(place: Place, status: number | null, now: Instant): boolean {
    const server = this.servers.find((entry) => nameOf(entry.place) === nameOf(place));
    if (server === undefined) return false;
    server.asking = false;
    const was = server.down;
    if (status !== null && status !== 408 && status !== 503) {
      server.misses = 0;
      server.answers += 1;
      if (server.answers >= ANSWERS_TO_RETURN) server.down = false;
      server.askAt = after(now, server.down ? ASK_AGAIN : ASK_EVERY);
    } else {
      server.answers = 0;
      server.misses += 1;
      if (server.misses >= MISSES_MAX) server.down = true;
      server.askAt = after(now, server.down ? ASK_DOWN : ASK_AGAIN);
    }
    return was !== server.down;
  }

  /** A call got no answer there: it is not tried again until it has answered an OPTIONS. */
  suspect(place: Place, now: Instant): void {
    const server = this.servers.find((entry) => nameOf(entry.place) === nameOf(place));
    if (server === undefined) return;
    Object.assign(server, { down: true, answers: 0, misses: MISSES_MAX, askAt: now });
  }
}

const nameOf = ({ transport, address, port }: Place): string => `${transport} ${address} ${port}`;
