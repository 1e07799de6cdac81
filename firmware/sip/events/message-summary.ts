import { sec } from '#units/time.ts';
import { type EventPackage, whole } from './package.ts';

/** RFC 3842: the lamp that says that somebody left a message. */
export interface Mailbox {
  readonly unheard: number;
  readonly heard: number;
}

const CONTENT = 'application/simple-message-summary';
const COUNT_MAX = 9_999;

const count = (number: number): number => Math.max(0, Math.min(COUNT_MAX, Math.floor(number)));

const messageSummary = (account: string, { unheard, heard }: Mailbox): string =>
  [
    `Messages-Waiting: ${unheard > 0 ? 'yes' : 'no'}`,
    `Message-Account: ${account}`,
    `Voice-Message: ${count(unheard)}/${count(heard)} (0/0)`,
    '',
  ].join('\r\n');

export const MESSAGE_SUMMARY: EventPackage<Mailbox> = {
  contentType: CONTENT,
  subject: 'named',
  spacing: sec(1),
  atRest: { unheard: 0, heard: 0 },
  news: (mailbox, { entity }) => whole(CONTENT, messageSummary(entity, mailbox)),
};
