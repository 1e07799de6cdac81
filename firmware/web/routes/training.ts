/** What operators have practised. Their lessons themselves go over `/api/desk`. */
import { BOOK_PAGE_MAX } from '../protocol/desk-books.ts';
import { ScorePageSchema, ScoreQuerySchema } from '../protocol/training.ts';
import { DESK_SUPERVISORS, DESK_USERS } from '../routing/policy.ts';
import { failed, notRunning } from '../routing/refused.ts';
import { type Route, route } from '../routing/route.ts';

const scores = route({
  method: 'GET',
  path: '/api/desk/scores',
  operation: 'trainingScores',
  subject: 'operators',
  summary: 'Scores of training, newest first; an operator sees the own ones',
  policy: DESK_USERS,
  query: ScoreQuerySchema,
  answer: ScorePageSchema,
  refusals: { 503: 'error' },
  handle: async ({ parts: { database }, query, who }) => {
    if (database === null) return notRunning('database');
    const { operator, limit = BOOK_PAGE_MAX, before } = query;
    const sees = who.role !== null && DESK_SUPERVISORS.who.includes(who.role);
    const whose = sees ? operator : who.name;
    const page = await database.desk.scores(whose === undefined ? {} : { operator: whose }, limit, before);
    return page.ok ? { scores: page.value.rows, next: page.value.next } : failed(page.error);
  },
});

export const TRAINING_ROUTES: readonly Route[] = [scores];
