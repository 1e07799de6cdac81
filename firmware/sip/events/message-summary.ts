/** RFC 3842: the lamp that says that somebody left a message. */
export interface Mailbox {
  readonly unheard: number;
  readonly heard: number;
}

export const MESSAGE_SUMMARY = 'application/simple-message-summary';
const COUNT_MAX = 9_999;

const count = (number: number): number => Math.max(0, Math.min(COUNT_MAX, Math.floor(number)));

export const messageSummary = (account: string, { unheard, heard }: Mailbox): string =>
  [
    `Messages-Waiting: ${unheard > 0 ? 'yes' : 'no'}`,
    `Message-Account: ${account}`,
    `Voice-Message: ${count(unheard)}/${count(heard)} (0/0)`,
    '',
  ].join('\r\n');
