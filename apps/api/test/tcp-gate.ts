import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A door between the service and its database that a test can shut. */
export interface TcpGate {
  /** The database's URL through the gate. */
  readonly url: string;
  /** Cuts every connection and refuses new ones. */
  shut(): void;
  /** Lets connections through again. */
  open(): void;
  close(): Promise<void>;
}

/** Where a Postgres URL leads: a Unix socket or a host and port. */
function target(databaseUrl: string): { path: string } | { host: string; port: number } {
  const { hostname, port } = new URL(databaseUrl);
  const host = decodeURIComponent(hostname);
  const number = port === '' ? 5432 : Number(port);
  return host.startsWith('/') ? { path: `${host}/.s.PGSQL.${number}` } : { host, port: number };
}

/** Opens a gate to a database. */
export async function openGate(databaseUrl: string): Promise<TcpGate> {
  const sockets = new Set<Socket>();
  let isShut = false;
  const server = createServer((near) => {
    if (isShut) {
      near.destroy();
      return;
    }
    const far = connect(target(databaseUrl) as never);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => (sockets.delete(socket), other.destroy()));
      socket.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const cut = (): void => sockets.forEach((socket) => socket.destroy());
  return {
    url: url.toString(),
    shut: () => ((isShut = true), cut()),
    open: () => (isShut = false),
    close: () => (cut(), new Promise((resolve) => server.close(() => resolve()))),
  };
}
