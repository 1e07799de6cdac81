// A thread of the database that behaves badly: dies on "die", says nothing on "silence", answers all else.
import { parentPort } from 'node:worker_threads';

parentPort.on('message', (request) => {
  const text = JSON.stringify(request);
  if (text.includes('"die"')) throw new Error('planted');
  if (text.includes('"silence"')) return;
  parentPort.postMessage({
    kind: 'answer',
    id: request.id,
    answer: { ok: true, outcomes: [{ rows: [], changes: 1 }] },
  });
  if (request.kind === 'close') parentPort.close();
});
