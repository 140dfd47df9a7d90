import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JwtConfig } from '@assay/shared/config';
import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { startTestApp, type TestApp } from './test-app';

const SECRET = 'a secret of the tests, at least 32 bytes long';
const ISSUER = 'https://issuer.example';
const AUDIENCE = 'assay';
const NONE: JwtConfig = { secret: undefined, jwksUrl: undefined, issuer: undefined, audience: undefined };

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const seconds = (fromNow: number): number => Math.floor(Date.now() / 1_000) + fromNow;
const WRITER: JWTPayload = { role: 'write', project_id: 'p', exp: seconds(3_600), iss: ISSUER, aud: AUDIENCE };

function signed(
  claims: JWTPayload,
  key: Parameters<SignJWT['sign']>[0] = bytes(SECRET),
  alg = 'HS256',
  kid?: string,
): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg, ...(kid === undefined ? {} : { kid }) }).sign(key);
}

function unsigned(header: object, claims: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part(header)}.${part(claims)}.`;
}

function listening(server: Server): Promise<number> {
  const port = (): number => (server.address() as AddressInfo).port;
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(port())));
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

describe('JWTs with a secret (HS256)', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp({ jwt: { ...NONE, secret: SECRET, issuer: ISSUER, audience: AUDIENCE } });
  });
  afterAll(() => api.close());

  const traces = async (token: string, status = 200): Promise<void> => {
    await api.admin.with(token).get('/v1/traces?project_id=p', status);
  };

  it('a writer writes to its project and sees no other', async () => {
    const client = api.admin.with(await signed(WRITER));
    const { body } = await client.post('/v1/datasets', { name: 'by-jwt' }, 201);
    expect(body.project_id).toBe('p');
    await client.get('/v1/traces?project_id=other', 404);
    await client.get('/v1/projects', 403);
  });

  it('a reader reads and cannot write', async () => {
    const client = api.admin.with(await signed({ ...WRITER, role: 'read' }));
    await client.get('/v1/traces');
    await client.post('/v1/datasets', { name: 'x' }, 403);
  });

  it('an admin sees every project', async () => {
    const client = api.admin.with(await signed({ ...WRITER, role: 'admin', project_id: undefined }));
    await client.get('/v1/projects');
    await client.get('/v1/traces?project_id=anything');
  });

  it('API keys go on working beside JWTs', async () => {
    await api.admin.get('/v1/projects');
  });

  it.each<[string, JWTPayload]>([
    ['has passed its exp', { exp: seconds(-60) }],
    ['has no exp', { exp: undefined }],
    ['is before its nbf', { nbf: seconds(60) }],
    ['is of another issuer', { iss: 'https://other.example' }],
    ['has no issuer', { iss: undefined }],
    ['is for another audience', { aud: 'other' }],
    ['has no audience', { aud: undefined }],
    ['has no role', { role: undefined }],
    ['has an unknown role', { role: 'owner' }],
    ['has a list of roles', { role: ['admin'] }],
    ['reads without a project', { role: 'read', project_id: undefined }],
    ['writes without a project', { project_id: undefined }],
    ['has a project that is no text', { project_id: 7 }],
    ['has an empty project', { project_id: '' }],
    ['has a project that cannot be one', { project_id: 'a\u0000b' }],
    ['is an admin of one project', { role: 'admin' }],
  ])('401: a token that %s', async (_, claims) => {
    await traces(await signed({ ...WRITER, ...claims }), 401);
  });

  it('401: signed with another secret, or with another algorithm', async () => {
    await traces(await signed(WRITER, bytes(`${SECRET}!`)), 401);
    await traces(await signed(WRITER, bytes(SECRET.padEnd(64, '.')), 'HS512'), 401);
    const { privateKey } = await generateKeyPair('RS256');
    await traces(await signed(WRITER, privateKey, 'RS256'), 401);
  });

  it('401: changed after it was signed', async () => {
    const [header, , signature] = (await signed(WRITER)).split('.');
    const payload = Buffer.from(JSON.stringify({ ...WRITER, role: 'admin' })).toString('base64url');
    await traces(`${header}.${payload}.${signature}`, 401);
  });

  it.each(['none', 'None', 'NONE', ''])('401: alg %j', async (alg) => {
    await traces(unsigned({ alg, typ: 'JWT' }, WRITER), 401);
    await traces(`${unsigned({ alg }, WRITER)}AAAA`, 401);
  });

  it.each(['a.b.c', '..', 'e30.e30.e30', `${'x'.repeat(50)}.y.z`])('401: %s is no token', async (token) => {
    await traces(token, 401);
  });

  it('401: without AUTH_JWT_SECRET and AUTH_JWKS_URL no JWT is accepted', async () => {
    const without = await startTestApp();
    await without.admin.with(await signed(WRITER)).get('/v1/traces', 401);
    await without.close();
  });
});

describe('JWTs with a key set (JWKS)', () => {
  let server: Server;
  let api: TestApp;
  const keys: Record<string, { sign: CryptoKey; spki: string; jwk: object }> = {};
  beforeAll(async () => {
    for (const alg of ['RS256', 'PS256', 'ES256', 'EdDSA']) {
      const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
      const jwk = { ...(await exportJWK(publicKey)), kid: alg, alg, use: 'sig' };
      keys[alg] = { sign: privateKey, spki: await exportSPKI(publicKey), jwk };
    }
    const set = JSON.stringify({ keys: Object.values(keys).map(({ jwk }) => jwk) });
    server = createServer((_, answer) => answer.setHeader('content-type', 'application/json').end(set));
    const port = await listening(server);
    api = await startTestApp({ jwt: { ...NONE, jwksUrl: `http://127.0.0.1:${port}/jwks.json` } });
  });
  afterAll(async () => {
    await api.close();
    await closed(server);
  });

  it.each(['RS256', 'PS256', 'ES256', 'EdDSA'])('a token signed with %s is accepted', async (alg) => {
    await api.admin.with(await signed(WRITER, keys[alg]?.sign, alg, alg)).get('/v1/traces');
  });

  it('401: algorithm confusion, an HS256 token signed with what everybody knows of the key', async () => {
    for (const alg of ['RS256', 'ES256']) {
      const { spki, jwk } = keys[alg] as { spki: string; jwk: object };
      const known = [spki, spki.trim(), JSON.stringify(jwk), (jwk as { n?: string; x?: string }).n ?? 'x'.repeat(32)];
      for (const secret of known) {
        for (const kid of [alg, undefined]) {
          const token = await signed(WRITER, bytes(secret), 'HS256', kid);
          await api.admin.with(token).get('/v1/traces', 401);
        }
      }
    }
  });

  it('401: alg none, an unknown kid, a key that is not in the set, a header of another algorithm', async () => {
    const { privateKey } = await generateKeyPair('RS256');
    const tokens = [
      unsigned({ alg: 'none', kid: 'RS256' }, WRITER),
      await signed(WRITER, privateKey, 'RS256', 'unknown'),
      await signed(WRITER, privateKey, 'RS256', 'RS256'),
      await signed(WRITER, keys.RS256?.sign, 'RS256', 'ES256'),
    ];
    for (const token of tokens) await api.admin.with(token).get('/v1/traces', 401);
  });

  it('401: exp and role are checked here too', async () => {
    for (const claims of [
      { exp: seconds(-60) },
      { nbf: seconds(60) },
      { role: undefined },
      { project_id: undefined },
    ]) {
      const token = await signed({ ...WRITER, ...claims }, keys.ES256?.sign, 'ES256', 'ES256');
      await api.admin.with(token).get('/v1/traces', 401);
    }
  });

  describe('503 with Retry-After while there is no key set; API keys go on working', () => {
    const expect503 = async (answer: RequestListener | undefined): Promise<void> => {
      const other = createServer(answer);
      const port = await listening(other);
      if (answer === undefined) await closed(other);
      const away = await startTestApp({ jwt: { ...NONE, jwksUrl: `http://127.0.0.1:${port}/jwks.json` } });
      const token = await signed(WRITER, keys.ES256?.sign, 'ES256', 'ES256');
      const { body, headers } = await away.admin.with(token).get('/v1/traces', 503);
      expect(body.error.code).toBe('UNAVAILABLE');
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
      await away.admin.get('/v1/projects');
      await away.close();
      if (answer !== undefined) await closed(other);
    };

    it('nobody listens', () => expect503(undefined));
    it('the answer is an error', () => expect503((_, answer) => answer.writeHead(500).end()));
    it('the answer is not JSON', () => expect503((_, answer) => answer.end('<html>')));
    it('the answer is not a key set', () => expect503((_, answer) => answer.end('{}')));
  });
});
