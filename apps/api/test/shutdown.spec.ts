import { newId } from '@assay/shared/ids';
import { cloneDatabase } from '@assay/testing';
import { drainAndClose } from '../lifecycle/shutdown';
import { bodyOf, openSocket } from './raw-socket';
import { ADMIN_KEY } from './test-config';
import { startTestApp, type TestApp } from './test-app';

const LIMIT_MS = 60_000;
const post = (path: string, length: number, extra = ''): string =>
  `POST ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${ADMIN_KEY}\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n${extra}\r\n`;
const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${ADMIN_KEY}\r\n\r\n`;

describe('a service that is asked to stop', () => {
  /** An app with one request in flight, which waits for its body. */
  const withHeldRequest = async (): Promise<{
    api: TestApp;
    body: string;
    held: Awaited<ReturnType<typeof openSocket>>;
  }> => {
    const api = await startTestApp({}, await cloneDatabase());
    const held = await openSocket(api.url);
    const body = JSON.stringify({ id: `p-${newId()}` });
    held.socket.write(post('/v1/projects', body.length, 'Expect: 100-continue\r\n'));
    await held.until('100 Continue');
    return { api, body, held };
  };

  it('is not ready, answers the request in flight, refuses new ones with 503, closes idle connections, then the port', async () => {
    const { api, body, held } = await withHeldRequest();
    const idle = await openSocket(api.url);
    idle.socket.write(get('/health/live'));
    await idle.until('"ok"');

    const closing = drainAndClose(api.app, LIMIT_MS);
    expect(await idle.ended()).toContain('200 OK');

    const late = await openSocket(api.url);
    late.socket.write(post('/v1/projects', 1_000_000));
    const refused = await late.ended();
    expect(refused).toMatch(/^HTTP\/1\.1 503 /);
    expect(refused).toMatch(/\r\nconnection: close\r\n/i);
    expect(refused).toMatch(/\r\nretry-after: 2\r\n/);
    expect(bodyOf(refused).error.code).toBe('UNAVAILABLE');
    expect((await fetch(`${api.url}/health/ready`)).status).toBe(503);
    expect((await fetch(`${api.url}/health/live`)).status).toBe(200);

    held.socket.write(body);
    expect(await held.ended()).toContain('201 Created');
    expect(await closing).toBe(true);
    await expect(fetch(api.url)).rejects.toThrow();
  });

  it('cuts what is still in flight when the time is over', async () => {
    const { api, held } = await withHeldRequest();
    expect(await drainAndClose(api.app, 20)).toBe(false);
    expect(await held.ended()).not.toContain('201');
  });

  it('stops at once when nothing is in flight, and a drained database may be started on again', async () => {
    const database = await cloneDatabase();
    const first = await startTestApp({}, database);
    await first.admin.post('/v1/projects', { id: 'kept' }, 201);
    expect(await drainAndClose(first.app, LIMIT_MS)).toBe(true);
    const second = await startTestApp({}, database);
    expect((await second.admin.get('/v1/projects')).body.items).toMatchObject([{ id: 'kept' }]);
    await second.close();
    await database.drop();
  });
});
