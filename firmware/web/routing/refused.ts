/** Answers that are not what was asked for: a status and an error with code, place, finding and remedy. */
import type { Fault } from '#units/result.ts';
import type { WebError } from '../protocol.ts';

export class Refused {
  readonly status: number;
  readonly body: WebError;
  /** Seconds after which it is worth asking again; null: no use. */
  readonly retryAfterS: number | null;

  constructor(status: number, body: WebError, retryAfterS: number | null = null) {
    this.status = status;
    this.body = body;
    this.retryAfterS = retryAfterS;
  }
}

const refused = (status: number, code: string, where: string, what: string, todo: string): Refused =>
  new Refused(status, { code, where, what, todo });

export const notFound = (where: string, what: string, todo: string): Refused =>
  refused(404, 'TR-WEB-404', where, what, todo);
export const conflict = (where: string, what: string, todo: string): Refused =>
  refused(409, 'TR-WEB-409', where, what, todo);
export const unusable = (where: string, what: string, todo: string): Refused =>
  refused(422, 'TR-WEB-422', where, what, todo);
export const forbidden = (where: string, what: string, todo: string): Refused =>
  refused(403, 'TR-WEB-403', where, what, todo);
export const loginNeeded = (): Refused =>
  refused(401, 'TR-WEB-401', 'session', 'nobody is logged in', 'log in, or send a token');
export const tooOften = (where: string, seconds: number): Refused =>
  new Refused(
    429,
    { code: 'TR-WEB-429', where, what: 'asked too often', todo: `wait ${seconds} s, then try again` },
    seconds,
  );
export const notRunning = (part: string): Refused =>
  refused(503, 'TR-WEB-503', part, 'this part of the exchange is not running', 'look at the alarms');
/** What the disk or another part could not do. */
export const failed = (fault: Fault): Refused => new Refused(503, { ...fault });
export const wrongType = (type: string): Refused =>
  refused(415, 'TR-WEB-415', 'header content-type', 'a body of this type is not read here', `send ${type}`);
