import { connect, type Socket } from 'node:net';

/** A connection on which a test writes HTTP by hand. */
export interface RawSocket {
  readonly socket: Socket;
  /** Everything that came so far. */
  received(): string;
  /** Waits until the text has come, and gives everything that came. */
  until(text: string): Promise<string>;
  /** Waits for the end of the connection, however it ends, and gives everything that came. */
  ended(): Promise<string>;
}

/** Opens a connection to a server of the loopback. */
export async function openSocket(url: string): Promise<RawSocket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let text = '';
  let isClosed = false;
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
  const closed = new Promise<void>((resolve) => socket.once('close', () => ((isClosed = true), resolve())));
  await new Promise<void>((resolve) => socket.once('connect', resolve));
  const until = async (wanted: string): Promise<string> => {
    while (!text.includes(wanted)) {
      if (isClosed) throw new Error(`the connection ended before "${wanted}" came: ${text}`);
      await Promise.race([closed, new Promise<void>((resolve) => socket.once('data', () => resolve()))]);
    }
    return text;
  };
  return { socket, received: () => text, until, ended: () => closed.then(() => text) };
}

/** Sends bytes on a connection of their own and gives everything that comes until it ends. */
export async function exchange(url: string, bytes: string | Buffer): Promise<string> {
  const raw = await openSocket(url);
  raw.socket.write(bytes);
  return raw.ended();
}

/** The JSON body of an answer as it came over the socket. */
export function bodyOf(answer: string): { error: { code: string; message: string; details: Record<string, unknown> } } {
  const start = answer.indexOf('\r\n\r\n');
  return JSON.parse(answer.slice(start + 4)) as ReturnType<typeof bodyOf>;
}
