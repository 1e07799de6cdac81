import { expect, test } from 'vitest';
import { score } from '../support/desk.ts';
import { TestApi } from './support/api.ts';

test('an operator sees the own scores of training, a supervisor everybody’s, and others none', async () => {
  const api = await TestApi.start({}, ['operator', 'supervisor', 'agent']);
  const rows = [score(1, { operator: 'operator' }), score(2), score(3, { operator: 'operator' })];
  await api.database.desk.save(rows.map((row) => ({ what: 'score', row })));
  const operator = await api.as('operator');
  expect((await operator.get('/api/desk/scores')).body).toEqual({ scores: [rows[2], rows[0]], next: null });
  expect((await operator.get('/api/desk/scores?operator=chen')).body.scores).toEqual([rows[2], rows[0]]);
  const supervisor = await api.as('supervisor');
  expect((await supervisor.get('/api/desk/scores?limit=2')).body).toEqual({
    scores: [rows[2], rows[1]],
    next: 2,
  });
  expect((await supervisor.get('/api/desk/scores?operator=chen')).body.scores).toEqual([rows[1]]);
  expect((await (await api.as('agent')).get('/api/desk/scores')).status).toBe(403);
  await api.close();
});
