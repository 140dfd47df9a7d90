import { EventEmitter, once } from 'node:events';
import { type INestApplicationContext, Module, type OnModuleInit } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Database, DatabaseModule } from '@assay/database';
import { ConfigModule, loadConfig } from '@assay/shared/config';
import { Metrics } from '@assay/shared/metrics';
import { cloneDatabase, countStatements, createDatabase, type TestDatabase, urlOf } from '@assay/testing';
import { type JobHandler, JOBS_SCHEMA, Jobs, JobsModule } from '.';

interface Note {
  readonly word: string;
}

const RACERS = 6;
const CONCURRENCY = 4;

/** The domain of these tests: one queue, `notes`. */
class Notes implements OnModuleInit {
  readonly done: string[] = [];
  readonly events = new EventEmitter();

  constructor(
    private readonly jobs: Jobs,
    private readonly handler: JobHandler<Note>,
  ) {}

  onModuleInit(): void {
    this.jobs.handle<Note>({ name: 'notes', concurrency: CONCURRENCY }, async (data, signal) => {
      await this.handler(data, signal);
      this.done.push(data.word);
      this.events.emit('done');
    });
  }
}

class Process {
  private constructor(readonly app: INestApplicationContext) {}

  static async start(
    url: string,
    worker: 'inside' | 'external',
    handler: JobHandler<Note> = () => Promise.resolve(),
  ): Promise<Process> {
    const config = { ...loadConfig({}), worker };
    const connection = { url, poolSize: 6, acquireTimeoutMs: 5_000, statementTimeoutMs: 10_000 };
    const notes = { provide: Notes, inject: [Jobs], useFactory: (jobs: Jobs) => new Notes(jobs, handler) };
    @Module({ imports: [ConfigModule.with(config), DatabaseModule.with(connection), JobsModule], providers: [notes] })
    class TestModule {}
    return new Process(await NestFactory.createApplicationContext(TestModule, { logger: false, abortOnError: false }));
  }

  get jobs(): Jobs {
    return this.app.get(Jobs);
  }

  get database(): Database {
    return this.app.get(Database);
  }

  get notes(): Notes {
    return this.app.get(Notes);
  }

  get done(): string[] {
    return this.notes.done;
  }

  /** Waits until so many jobs are done. */
  async whenDone(count: number): Promise<void> {
    const signal = AbortSignal.timeout(20_000);
    while (this.done.length < count) await once(this.notes.events, 'done', { signal });
  }
}

describe('Jobs', () => {
  let database: TestDatabase;
  const open: Process[] = [];
  beforeEach(async () => {
    database = await cloneDatabase();
  });
  afterEach(async () => {
    for (const { app } of open.splice(0)) await app.close();
    await database.drop();
  });

  const start = async (...args: [('inside' | 'external')?, JobHandler<Note>?]): Promise<Process> => {
    const made = await Process.start(database.url, args[0] ?? 'inside', args[1]);
    open.push(made);
    return made;
  };

  it('a job that one process sends is done by another one, at once', async () => {
    const [sender, worker] = [await start('external'), await start('inside')];
    await sender.jobs.send('notes', { word: 'a' });
    await worker.whenDone(1);
    expect(worker.done).toEqual(['a']);
    expect(sender.done).toEqual([]);
  });

  it('many jobs at once are all done, each by one of the processes', async () => {
    const workers = [await start(), await start()];
    const [sender] = workers as [Process];
    const words = Array.from({ length: 60 }, (_, index) => `w${index}`);
    const all = new Promise<void>((resolve) => {
      const look = (): void => {
        if (workers.reduce((sum, { done }) => sum + done.length, 0) === words.length) resolve();
      };
      for (const worker of workers) worker.notes.events.on('done', look);
    });
    await sender.database.transaction(async (executor) => {
      for (const word of words) await sender.jobs.send('notes', { word }, { executor });
    });
    await all;
    expect(workers.flatMap(({ done }) => done).sort()).toEqual([...words].sort());
  });

  it('jobs that come with one notice are taken by all workers of a process, which work at the same time', async () => {
    const together = Promise.withResolvers<void>();
    let begun = 0;
    const worker = await start('inside', () => {
      begun += 1;
      if (begun === CONCURRENCY) together.resolve();
      return together.promise;
    });
    await worker.database.transaction(async (executor) => {
      for (let index = 0; index < CONCURRENCY; index += 1) {
        await worker.jobs.send('notes', { word: `w${index}` }, { executor });
      }
    });
    await worker.whenDone(CONCURRENCY);
    expect(worker.done).toHaveLength(CONCURRENCY);
  });

  it('a job that is sent in a transaction comes with it or not at all', async () => {
    const worker = await start();
    const broken = worker.database.transaction(async (executor) => {
      await worker.jobs.send('notes', { word: 'rolled back' }, { executor });
      throw new Error('changed my mind');
    });
    await expect(broken).rejects.toThrow('changed my mind');
    await worker.database.transaction((executor) => worker.jobs.send('notes', { word: 'kept' }, { executor }));
    await worker.whenDone(1);
    expect(worker.done).toEqual(['kept']);
  });

  it('while a job with a key waits, another one with that key is not added', async () => {
    const sender = await start('external');
    for (const word of ['a', 'b']) await sender.jobs.send('notes', { word }, { singletonKey: 'same' });
    await sender.jobs.send('notes', { word: 'c' }, { singletonKey: 'other' });
    const worker = await start('inside');
    await worker.whenDone(2);
    expect([...worker.done].sort()).toEqual(['a', 'c']);
  });

  it('a job that has to wait comes when it is due, not before', async () => {
    const [sender, worker] = [await start('external'), await start('inside')];
    const sentMs = Date.now();
    await sender.jobs.send('notes', { word: 'late' }, { startAfterMs: 300 });
    await worker.whenDone(1);
    expect(Date.now() - sentMs).toBeGreaterThanOrEqual(300);
  });

  it('a job whose handler fails is tried again', async () => {
    let tries = 0;
    const worker = await start('inside', () => {
      tries += 1;
      return tries === 1 ? Promise.reject(new Error('not yet \u0000')) : Promise.resolve();
    });
    await worker.jobs.send('notes', { word: 'again' });
    await worker.whenDone(1);
    expect(tries).toBe(2);
  });

  it('a process that stops asks its handlers to end, and gives back what they did not do', async () => {
    const begun = new EventEmitter();
    const first = await start('inside', (_, signal) => {
      const ended = new Promise<void>((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('stopped')));
      });
      begun.emit('begun');
      return ended;
    });
    const started = once(begun, 'begun');
    await first.jobs.send('notes', { word: 'handed on' });
    await started;
    await first.app.close();
    open.splice(0);
    const second = await start();
    await second.whenDone(1);
    expect(second.done).toEqual(['handed on']);
  });

  it('sending is one statement, and what the queue asks by itself is not counted', async () => {
    const worker = await start();
    const { statements } = await countStatements(async () => {
      await worker.jobs.send('notes', { word: 'a' });
      await worker.whenDone(1);
    });
    expect(statements).toHaveLength(1);
  });

  it('an unknown queue, a second handler and a late one are mistakes of the program', async () => {
    const { jobs } = await start('external');
    await expect(jobs.send('nobody', {})).rejects.toThrow('there is no queue nobody');
    expect(() => jobs.handle({ name: 'late' }, () => Promise.resolve())).toThrow('after the start');
  });

  it('/metrics shows the jobs of each queue by state', async () => {
    const sender = await start('external');
    await sender.jobs.send('notes', { word: 'a' });
    await sender.jobs.send('notes', { word: 'b' }, { startAfterMs: 60_000 });
    expect(await sender.app.get(Metrics).text()).toContain('assay_jobs{queue="notes",state="waiting"} 2');
  });

  it('the tables are made once when several processes start at the same time on a database without them', async () => {
    const fresh = `${new URL(database.url).pathname.slice(1)}_fresh`;
    await createDatabase(fresh);
    const processes = await Promise.all(Array.from({ length: RACERS }, () => Process.start(urlOf(fresh), 'inside')));
    const [first] = processes as [Process];
    try {
      await first.jobs.send('notes', { word: 'a' });
      await Promise.race(processes.map((process) => process.whenDone(1)));
      const { rows } = await first.database.run(`SELECT name FROM ${JOBS_SCHEMA}.queue WHERE name = 'notes'`);
      expect(rows).toHaveLength(1);
    } finally {
      for (const { app } of processes) await app.close();
    }
  });
});
