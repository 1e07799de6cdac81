import type { KeyFeature } from '../command.ts';
import type { Subscriber } from '../kept.ts';
import type { Reply } from '../model.ts';
import { changeSubscriber, userOf } from '../people.ts';
import { featureRefusal } from '../routing/class.ts';
import { traceOfReason } from '../routing/reason.ts';
import type { Transaction } from '../transaction.ts';
import type { CommandHandler } from './commands.ts';
import { isNumber } from './dialable.ts';
import { setForward } from './forward-settings.ts';
import { no, yes } from './reply.ts';

/*
 * A telephone has keys of its own for what feature codes set (do-not-disturb, forwarding). They do what the code would:
 * for whoever uses the telephone now, and as far as his class of service permits the code.
 */

const FORWARDS: Readonly<Record<Exclude<KeyFeature, 'do-not-disturb'>, keyof Subscriber['forward']>> = {
  'forward-all': 'all',
  'forward-busy': 'busy',
  'forward-no-answer': 'noAnswer',
};

export const setFeature: CommandHandler<'setFeature'> = (tx, { device, feature, on, number, noAnswerMs }) => {
  const index = tx.base.tables.lineOfNumber.get(device);
  if (index === undefined) return no('no-such-device');
  const line = tx.line(index);
  const { number: user, classOfService } = userOf(tx, line);
  tx.trace(null, line, 'feature.key', { feature, does: on ? 'on' : 'off', by: user });
  const itsClass = tx.base.tables.classes.get(classOfService);
  const refusal = itsClass === undefined ? null : featureRefusal(itsClass, feature);
  const said = feature === 'forward-no-answer' && noAnswerMs !== undefined ? { noAnswerMs } : {};
  if (refusal === null) return carriedOut(tx, user, feature, on ? number : null, said);
  tx.emit(traceOfReason(null, line.port, refusal));
  return no('not-permitted');
};

function carriedOut(
  tx: Transaction,
  user: string,
  feature: KeyFeature,
  to: string | null,
  said: Partial<Pick<Subscriber, 'noAnswerMs'>>,
): Reply {
  if (feature === 'do-not-disturb') {
    changeSubscriber(tx, user, { doNotDisturb: to !== null });
    return yes();
  }
  if (to !== null && !isNumber(to)) return no('bad-number');
  return setForward(tx, user, FORWARDS[feature], to, said) ? yes() : no('bad-number');
}
