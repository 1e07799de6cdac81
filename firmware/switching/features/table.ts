import { atConsole, attendantGroup } from '../attendant/arrive.ts';
import { reserved } from '../attendant/reserved.ts';
import type { DestinationRule, NumberRule } from '../destination.ts';
import { forwardAll, forwardBusy, forwardOffline } from './forward.ts';
import { huntGroup } from './hunt.ts';
import { knockOn } from './knock.ts';
import { absent, doNotDisturb } from './not-now.ts';
import { pagingGroup } from './paging.ts';
import { unpark } from './park.ts';
import { conferenceRoom } from './room.ts';
import { secretary } from './secretary.ts';

/*
 * Which features have a say in where a call goes, in which order. A feature is a file beside this one and a row
 * here. Rules are function declarations: they exist before their files have run.
 *
 * What wins when several are set, strongest first (`test/switching/features/matrix.test.ts` holds it):
 *
 *  1. Emergency: goes out past lock, class, account code and hot line; takes a line from others; is never held.
 *  2. Black and white lists: before anybody inside is disturbed; "important with a number" passes the line's own.
 *  3. Mode (day, night …): which number of a line is meant.
 *  4. A caller's way back (recall after transfer, park, camp-on, hold) and a call-back that one asked for oneself:
 *     ring that very telephone, past everything its user has set. Busy: the caller waits for it, then the operator.
 *     A wake-up call too; who talks is rung when he has hung up.
 *  5. Secretary: before anything that the chief has set, for everybody but the secretary and whom she sends. While
 *     the secretary takes no calls (do-not-disturb, absent, out of service) the chief's own settings count.
 *  6. Forward all: stronger than absent and do-not-disturb: who has sent his calls on is not asked. The telephone
 *     where they go is looked at by its own settings in turn. Whoever gets the calls can still call back.
 *  7. Absent, then do-not-disturb: the caller is told. Neither hears a knock; forwarding on busy, on no answer and out
 *     of service do not count while they are set. The chief's secretary gets through both.
 *  8. Hot desk: the telephone where the user is, with the user's own settings.
 *  9. Out of service: "forward offline". Busy: call waiting, but "forward on busy" is stronger than a knock; then the
 *     caller may camp on (6) or be called back (5). Free: it rings; "forward on no answer" goes before the way back.
 *     A telephone with several lines is free while one of them is, and then rings there: its call waiting. It never
 *     hears a knock. One that refuses a call while it rings counts as busy, out of reach as out of service; "forward on
 *     no answer" then takes what those do not.
 *
 * Operators: a call for their group is presented whatever their telephones have set. A call for the telephone itself
 * waits at the console when nothing that its user has set (5–7) takes it; then it neither knocks nor forwards on busy.
 * What an operator has reserved is busy for others. Who was sent on by an operator and not served waits for operators
 * again, not for the telephone (4).
 *
 * A hunt group passes by members who are busy, at whichever line, forwarded, absent or not to be disturbed, and does not
 * forward nor knock for them; its overflow is a call like any other. Pickup takes a call wherever it rings, a hunted, transferred
 * or recalled one too; not a knock. Paging passes by do-not-disturb. Park, rooms and paging take no caller who comes with others.
 */

/** About numbers that are no extensions. */
export const SPECIAL_NUMBERS: readonly NumberRule[] = [
  huntGroup,
  conferenceRoom,
  unpark,
  pagingGroup,
  attendantGroup,
];
/** Before it is looked at whether the extension is free. */
export const DIVERSIONS: readonly DestinationRule[] = [
  secretary,
  forwardAll,
  absent,
  doNotDisturb,
  atConsole,
  reserved,
];
/** The extension is busy. */
export const BUSY: readonly DestinationRule[] = [knockOn, forwardBusy];
/** The extension is out of service. */
export const OFFLINE: readonly DestinationRule[] = [forwardOffline];
