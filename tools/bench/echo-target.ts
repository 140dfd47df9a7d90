import { type AddressInfo, createServer, type Socket } from 'node:net';

/**
 * A target in a process of its own that answers `{"input": …}` with `{"output": …}` and does nothing else. It counts the
 * calls for each `item_id` of a body that has one; `GET` tells them. Its argument says how many milliseconds it takes.
 *
 * It reads HTTP/1.1 from bare sockets, as far as undici writes it: on cores that all share, what the target takes is taken
 * from the service that is measured, and an HTTP server of Node takes about as much as the client that calls it.
 */
const answerAfterMs = Number(process.argv[2] ?? 0);
const calls = new Map<string, number>();
const END_OF_HEADERS = '\r\n\r\n';
const CONTENT_LENGTH = /\r\ncontent-length: (\d+)\r\n/i;

/** A request whose whole text has come, and what has come after it. */
interface Received {
  readonly isGet: boolean;
  readonly body: string;
  readonly rest: Buffer;
}

function received(bytes: Buffer): Received | undefined {
  const end = bytes.indexOf(END_OF_HEADERS);
  if (end < 0) return undefined;
  const headers = bytes.toString('latin1', 0, end + END_OF_HEADERS.length);
  const from = headers.length;
  const to = from + Number(CONTENT_LENGTH.exec(headers)?.[1] ?? 0);
  if (bytes.length < to) return undefined;
  return { isGet: headers.startsWith('GET '), body: bytes.toString('utf8', from, to), rest: bytes.subarray(to) };
}

function answer(socket: Socket, body: string): void {
  const length = Buffer.byteLength(body);
  socket.write(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n${body}`);
}

function echo(socket: Socket, sent: string): void {
  const { input, item_id: itemId } = JSON.parse(sent) as { input: unknown; item_id?: string };
  if (itemId !== undefined) calls.set(itemId, (calls.get(itemId) ?? 0) + 1);
  const text = JSON.stringify({ output: input });
  if (answerAfterMs === 0) answer(socket, text);
  else setTimeout(() => answer(socket, text), answerAfterMs);
}

const server = createServer({ noDelay: true }, (socket) => {
  let pending: Buffer = Buffer.alloc(0);
  // A caller that is killed leaves its connections as they are.
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    for (let request = received(pending); request !== undefined; request = received(pending)) {
      pending = request.rest;
      if (request.isGet) answer(socket, JSON.stringify(Object.fromEntries(calls)));
      else echo(socket, request.body);
    }
  });
});

server.listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/echo` });
});

// Whoever started it ended: so does this one.
process.once('disconnect', () => process.exit());
