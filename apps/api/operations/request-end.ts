import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';

const bySocket = new WeakMap<Socket, Set<() => void>>();

function whenSocketCloses(socket: Socket, listener: () => void): () => void {
  let listeners = bySocket.get(socket);
  if (listeners === undefined) {
    const made = new Set<() => void>();
    bySocket.set(socket, made);
    // One listener a socket, however many requests are pipelined on it.
    socket.once('close', () => made.forEach((each) => each()));
    listeners = made;
  }
  const all = listeners;
  all.add(listener);
  return () => all.delete(listener);
}

/**
 * Calls `ended` once when a request is over: answered to the last byte, or given up. The answer of a pipelined request
 * that waits behind another one never closes by itself when the connection does, so the socket is watched too.
 * @param ended gets whether the caller went away before the whole answer was sent
 */
export function onRequestEnd(request: FastifyRequest, reply: FastifyReply, ended: (wasAborted: boolean) => void): void {
  let isOver = false;
  const { raw } = reply;
  const end = (): void => {
    if (isOver) return;
    isOver = true;
    forget();
    raw.off('close', end);
    ended(!raw.writableFinished);
  };
  const forget = whenSocketCloses(request.raw.socket, end);
  raw.once('close', end);
}
