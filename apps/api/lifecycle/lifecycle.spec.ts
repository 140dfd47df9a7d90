import { EventEmitter } from 'node:events';
import type { EmbeddedPostgres } from '@assay/database/embedded';
import { ConfigError, loadConfig } from '@assay/shared/config';
import { banner } from './banner';
import { checkDatabase } from './check-database';
import { explainStartError } from './start-error';
import { supervisePostgres } from './supervised-postgres';

/** A server that a test can kill. */
class FakeServer extends EventEmitter implements EmbeddedPostgres {
  readonly url = 'postgresql://socket/assay';
  readonly dataDir = '/data';
  readonly pid = 1;
  stops = 0;
  readonly exited = new Promise<void>((resolve) => this.once('exit', resolve));

  die(): void {
    this.emit('exit');
  }

  stop(): Promise<void> {
    this.stops += 1;
    this.die();
    return this.exited;
  }
}

describe('supervisePostgres', () => {
  /** Starts servers as told by a list: a server, or an error. */
  const setUp = (...results: (FakeServer | Error)[]) => {
    const said: string[] = [];
    const events = new EventEmitter();
    const say = (text: string): void => {
      said.push(text);
      events.emit(text.split(':')[0]!);
    };
    const start = async (): Promise<EmbeddedPostgres> => {
      const next = results.shift();
      if (next === undefined || next instanceof Error) throw next ?? new Error('no more');
      return next;
    };
    const heard = (text: string): Promise<void> => new Promise((resolve) => events.once(text, () => resolve()));
    return { said, heard, supervised: supervisePostgres(start, { warn: say, error: say }, { backoffMs: [0, 0, 0] }) };
  };

  it('starts a server that died again, after failed tries too', async () => {
    const [first, second] = [new FakeServer(), new FakeServer()];
    const { supervised, said, heard } = setUp(first, new Error('still recovering'), second);
    const postgres = await supervised;
    const back = heard('the embedded Postgres is back');
    first.die();
    await back;
    expect(first.stops).toBe(1);
    expect(said[1]).toBe('the embedded Postgres did not start again: still recovering');
    await postgres.stop();
    expect(second.stops).toBe(1);
  });

  it('gives up after as many tries as there are waits', async () => {
    const first = new FakeServer();
    const { supervised, said } = setUp(first);
    const { lost } = await supervised;
    first.die();
    await lost;
    expect(said.filter((text) => text.includes('did not start'))).toHaveLength(3);
  });

  it('a server that was stopped is not started again', async () => {
    const first = new FakeServer();
    const { supervised, said } = setUp(first, new FakeServer());
    await (await supervised).stop();
    expect(said).toEqual([]);
  });
});

describe('explainStartError', () => {
  const config = loadConfig({ DATABASE_URL: 'postgresql://assay:hunter2@db.example:5433/assay', PORT: '3000' });

  it.each([
    [new ConfigError('PORT', 'must be a whole number'), /^PORT must be/],
    [Object.assign(new Error('listen'), { code: 'EADDRINUSE' }), /^127\.0\.0\.1:3000 is in use .*PORT/],
    [
      Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }),
      /^the database of DATABASE_URL \(db\.example:5433\/assay\) is not reachable/,
    ],
    [
      Object.assign(new Error('password authentication failed for user "assay"'), { code: '28P01' }),
      /does not let us in/,
    ],
    [new Error('whatever'), /^it could not start: whatever/],
  ])('one line without a stack or a password for %s', (error, expected) => {
    const text = explainStartError(error, config);
    expect(text).toMatch(expected);
    expect(text).not.toMatch(/hunter2|\n|\bat /);
  });
});

describe('checkDatabase', () => {
  const settings = { poolSize: 2, acquireTimeoutMs: 1_000, statementTimeoutMs: 0 };

  it.each(['mysql://x/y', 'localhost:5432', 'nonsense'])('refuses the URL %s', async (url) => {
    await expect(checkDatabase({ ...settings, url })).rejects.toThrow(/^DATABASE_URL must look like/);
  });

  it('passes on that nobody listens', async () => {
    const refused = checkDatabase({ ...settings, url: 'postgresql://u:p@127.0.0.1:1/x' });
    await expect(refused).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('banner', () => {
  const facts = { port: 3000, adminKey: 'assay_secret', embeddedDataDir: '/srv/assay' };

  it('shows a key that the service made, the docs page, the data and a line to paste', () => {
    const text = banner({ ...facts, config: loadConfig({ HOST: '0.0.0.0' }) });
    expect(text).toContain('http://127.0.0.1:3000/docs');
    expect(text).toContain('Admin key  assay_secret');
    expect(text).toContain('/srv/assay');
    expect(text).toMatch(/curl .*\/v1\/traces\/ingest/);
  });

  it('does not show a key that the operator gave', () => {
    const text = banner({ ...facts, config: loadConfig({ HOST: '::', ASSAY_API_KEY: 'assay_secret-0123456789' }) });
    expect(text).not.toContain('assay_secret');
    expect(text).toContain('from ASSAY_API_KEY');
    expect(text).toContain('http://[::1]:3000');
  });
});
