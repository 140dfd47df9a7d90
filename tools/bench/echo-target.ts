import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * A target in a process of its own that answers `{"input": …}` with `{"output": …}` and does nothing else. It counts the
 * calls for each `item_id` of a body that has one; `GET` tells them. Its argument says how many milliseconds it takes.
 */
const answerAfterMs = Number(process.argv[2] ?? 0);
const calls = new Map<string, number>();

const server = createServer((request, response) => {
  const answer = (body: string): void => {
    response
      .writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
      .end(body);
  };
  if (request.method === 'GET') return answer(JSON.stringify(Object.fromEntries(calls)));
  let sent = '';
  request.setEncoding('utf8');
  request.on('data', (chunk: string) => (sent += chunk));
  request.on('end', () => {
    const { input, item_id: itemId } = JSON.parse(sent) as { input: unknown; item_id?: string };
    if (itemId !== undefined) calls.set(itemId, (calls.get(itemId) ?? 0) + 1);
    const text = JSON.stringify({ output: input });
    if (answerAfterMs === 0) answer(text);
    else setTimeout(() => answer(text), answerAfterMs);
  });
});

server.listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/echo` });
});

// Whoever started it ended: so does this one.
process.once('disconnect', () => process.exit());
