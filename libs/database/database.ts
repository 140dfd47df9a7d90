import { AsyncLocalStorage } from 'node:async_hooks';
import { UnavailableError } from '@assay/shared/errors';
import type { Pool, PoolClient, QueryResultRow } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import { EnclosingTransaction } from './enclosing-transaction';
import { isRetryable, isUnavailable } from './postgres-errors';
import { statementName } from './statement-name';

/** What a statement gave: its rows and how many it touched. */
export interface StatementResult<Row> {
  readonly rows: Row[];
  readonly rowCount: number;
}

/**
 * Where a repository sends its statements: the pool (each statement its own transaction) or an open transaction.
 * Repositories receive one and own no data source.
 */
export interface Executor {
  /** Runs one statement, prepared once per connection. `text` must be a constant, or one of few variants. */
  run<Row extends QueryResultRow>(text: string, values?: readonly unknown[]): Promise<StatementResult<Row>>;
  /** TypeORM on the same connection, for plain reads and writes of entities. */
  readonly manager: EntityManager;
}

/** A transaction: an {@link Executor} that also gives the bare client, for COPY and cursors. */
export interface Transaction extends Executor {
  readonly client: PoolClient;
}

const MAX_ATTEMPTS = 5;
const UNAVAILABLE_RETRY_AFTER_SECONDS = 2;

function poolOf(dataSource: DataSource): Pool {
  return (dataSource.driver as unknown as { master: Pool }).master;
}

async function send<Row extends QueryResultRow>(
  target: Pool | PoolClient,
  text: string,
  values: readonly unknown[],
): Promise<StatementResult<Row>> {
  const result = await target.query<Row>({ name: statementName(text), text, values: values as unknown[] });
  return { rows: result.rows, rowCount: result.rowCount ?? 0 };
}

/** Errors that mean "the database is away" become 503; everything else goes on as it is. */
function translated(error: unknown): unknown {
  return isUnavailable(error) ? unavailable('the database is not reachable; try again', error) : error;
}

function unavailable(message: string, cause: unknown): UnavailableError {
  const retryAfterSeconds = UNAVAILABLE_RETRY_AFTER_SECONDS;
  return new UnavailableError(message, { retry_after_seconds: retryAfterSeconds }, { cause, retryAfterSeconds });
}

/**
 * The database: single statements, and transactions that are run again whole when Postgres asks for it.
 * @throws {UnavailableError} from every method when the database cannot be reached or has no free connection, and from
 *   transactions that others got in the way of at every attempt
 */
export class Database implements Executor {
  private readonly enclosings = new AsyncLocalStorage<EnclosingTransaction<Transaction>>();

  constructor(readonly dataSource: DataSource) {}

  /** TypeORM's way in, for CRUD: on the transaction of {@link enclose} where the caller runs within one. */
  get manager(): EntityManager {
    return this.enclosing?.tx.manager ?? this.dataSource.manager;
  }

  /** Whether the caller runs within {@link enclose}: what it writes must then not travel in a statement of others. */
  get isEnclosed(): boolean {
    return this.enclosing !== undefined;
  }

  /** The driver's pool, outside of every transaction: for what needs a connection of its own. */
  get pool(): Pool {
    return poolOf(this.dataSource);
  }

  /** Runs one statement, prepared under a name made of its text: texts must be few, and values parameters. */
  async run<Row extends QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<StatementResult<Row>> {
    const { enclosing } = this;
    try {
      if (enclosing !== undefined) return await enclosing.join((tx) => tx.run<Row>(text, values));
      return await send<Row>(this.pool, text, values);
    } catch (error) {
      throw translated(error);
    }
  }

  /**
   * Runs one statement as {@link run} does, but planned anew for its values: for searches, whose best plan depends on
   * them, and whose text has many variants.
   */
  async runPlanned<Row extends QueryResultRow>(
    text: string,
    values: readonly unknown[],
  ): Promise<StatementResult<Row>> {
    try {
      const result = await this.pool.query<Row>({ text, values: values as unknown[] });
      return { rows: result.rows, rowCount: result.rowCount ?? 0 };
    } catch (error) {
      throw translated(error);
    }
  }

  /**
   * Runs `work` in one READ COMMITTED transaction; on a serialisation failure or deadlock (SQLSTATE 40001, 40P01)
   * the whole of it again, at most 5 times. `work` must do nothing that cannot be repeated. Within {@link enclose} it
   * becomes a part of the transaction there.
   */
  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const { enclosing } = this;
    if (enclosing !== undefined) return enclosing.join(work);
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.once(work);
      } catch (error) {
        if (!isRetryable(error)) throw translated(error);
        if (attempt >= MAX_ATTEMPTS) throw unavailable('others are writing to the same rows; try again', error);
      }
    }
  }

  /**
   * Runs `work` as {@link transaction} does, and with it every statement and transaction that is asked of this database
   * by what `work` calls: all of it is committed together, or none of it.
   */
  async enclose<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    let enclosing: EnclosingTransaction<Transaction> | undefined;
    const result = await this.transaction((tx) => {
      const made = new EnclosingTransaction<Transaction>(tx);
      enclosing = made;
      return this.enclosings.run(made, () => made.run(work));
    });
    enclosing?.committed();
    return result;
  }

  /** Calls `listener` when what was written so far is committed: now, or within {@link enclose} at its end. */
  afterCommit(listener: () => void): void {
    const { enclosing } = this;
    if (enclosing === undefined) listener();
    else enclosing.onCommit(listener);
  }

  private get enclosing(): EnclosingTransaction<Transaction> | undefined {
    const enclosing = this.enclosings.getStore();
    return enclosing?.isOpen === true ? enclosing : undefined;
  }

  private async once<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      const client = (await runner.connect()) as PoolClient;
      await runner.startTransaction();
      const result = await work({
        client,
        manager: runner.manager,
        run: (text, values = []) => send(client, text, values),
      });
      await runner.commitTransaction();
      return result;
    } catch (error) {
      await rollBack(runner);
      throw error;
    } finally {
      await runner.release().catch(() => undefined);
    }
  }
}

/** Rolls back as far as the connection still answers; the first error is the one that counts. */
async function rollBack(runner: ReturnType<DataSource['createQueryRunner']>): Promise<void> {
  if (!runner.isTransactionActive) return;
  await runner.rollbackTransaction().catch(() => undefined);
}
