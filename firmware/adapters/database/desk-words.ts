import type { Ticket } from '#ports/desk.ts';

/** What a ticket may be looked for by, each on a line of its own. */
export const ticketWords = ({ callerNumber, callerName, wanted }: Ticket): string =>
  [callerNumber, callerName, wanted].join('\n').toLowerCase();
