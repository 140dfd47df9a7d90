import { Inject, Injectable } from '@nestjs/common';
import { Database, isLockTimeout } from '@assay/database';
import { CONFIG, type Config } from '@assay/shared/config';
import { IdempotencyInProgressError, IdempotencyKeyReusedError, UnavailableError } from '@assay/shared/errors';
import type { SentBody } from '@assay/shared/http';
import { nowIso } from '@assay/shared/time';
import { IdempotencyKeyRepository, type KeptAnswer } from './idempotency-key.repository';
import { answerText, keptText } from './kept-text';
import type { RetryScope } from './retry-scope';
import { Turns } from './turns';

/** What a handler gave. */
export interface Handled {
  readonly status: number;
  readonly result: unknown;
}

/** What goes to the caller. */
export interface Answer {
  readonly status: number;
  /** The body; null for an answer without one. */
  readonly text: string | null;
  /** Whether it is the answer of an earlier request. */
  readonly isReplay: boolean;
}

const LIFETIME_MS = 24 * 60 * 60 * 1_000;
const RETRY_AFTER_SECONDS = 1;

/** Ends the transaction of a repeat without a trace. */
class AnsweredBefore extends Error {
  constructor(readonly kept: KeptAnswer) {
    super('answered before');
  }
}

/**
 * Makes repeats safe: the first request of a key runs in one transaction with the row that keeps its answer, so either
 * both are there or neither, and those that come meanwhile or later get that answer.
 */
@Injectable()
export class SafeRetries {
  private readonly turns = new Turns();

  constructor(
    private readonly database: Database,
    private readonly keys: IdempotencyKeyRepository,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Answers a request: by its handler, or with what was kept.
   * @param handle runs the handler; where Postgres asks for it and the body can be read again, more than once
   * @throws {IdempotencyInProgressError} when another request of the key takes too long
   * @throws {IdempotencyKeyReusedError} when the key was used with another body
   * @throws what the handler throws; nothing of it is stored then, nor the key taken
   */
  async answer(scope: RetryScope, body: SentBody, handle: () => Promise<Handled>): Promise<Answer> {
    try {
      return await this.inTurn(scope, body, handle);
    } catch (error) {
      if (error instanceof AnsweredBefore) return await this.replay(error.kept, body);
      throw error;
    }
  }

  private async inTurn(scope: RetryScope, body: SentBody, handle: () => Promise<Handled>): Promise<Answer> {
    const deadline = performance.now() + this.config.idempotencyWaitMs;
    const end = await this.turns.take(JSON.stringify(scope), this.config.idempotencyWaitMs);
    if (end === undefined) throw inProgress();
    try {
      return await this.first(scope, body, handle, deadline - performance.now());
    } finally {
      end();
    }
  }

  private async first(
    scope: RetryScope,
    body: SentBody,
    handle: () => Promise<Handled>,
    waitMs: number,
  ): Promise<Answer> {
    let isSecond = false;
    return this.database.enclose(async (tx) => {
      if (isSecond && body.isStreamed) throw interrupted();
      isSecond = true;
      await this.claim(tx, scope, body, waitMs);
      const { status, result } = await handle();
      const text = answerText(result);
      const bodyHash = await body.wholeHash(this.config.importIdleTimeoutMs);
      await this.keys.keep(tx, scope, { bodyHash, status, text: keptText(result, text) });
      return { status, text, isReplay: false };
    });
  }

  private async claim(
    tx: Parameters<IdempotencyKeyRepository['claim']>[0],
    scope: RetryScope,
    body: SentBody,
    waitMs: number,
  ): Promise<void> {
    const times = { at: nowIso(), expiresAt: new Date(Date.now() + LIFETIME_MS).toISOString(), waitMs };
    const kept = await this.keys.claim(tx, scope, body.hash, times).catch((error: unknown) => {
      throw isLockTimeout(error) ? inProgress() : error;
    });
    if (kept !== undefined) throw new AnsweredBefore(kept);
  }

  /** Compares the bodies only after the transaction has ended: a streamed one may take its time. */
  private async replay(kept: KeptAnswer, body: SentBody): Promise<Answer> {
    const hash = await body.wholeHash(this.config.importIdleTimeoutMs);
    if (hash.equals(kept.bodyHash)) return { status: kept.status, text: kept.text, isReplay: true };
    const message = 'this Idempotency-Key belongs to a request with another body; use a new key';
    throw new IdempotencyKeyReusedError(message, { header: 'Idempotency-Key' });
  }
}

function inProgress(): IdempotencyInProgressError {
  return new IdempotencyInProgressError(
    'a request with this Idempotency-Key is still in progress; try again',
    { retry_after_seconds: RETRY_AFTER_SECONDS },
    { retryAfterSeconds: RETRY_AFTER_SECONDS },
  );
}

/** The upload is gone by the second attempt and cannot be read again. */
function interrupted(): UnavailableError {
  const details = { retry_after_seconds: RETRY_AFTER_SECONDS };
  const message = 'the request was interrupted; send it again';
  return new UnavailableError(message, details, { retryAfterSeconds: RETRY_AFTER_SECONDS });
}
