import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '@assay/database';
import { SearchIndexRepository } from './search-index.repository';
import { pairsOfBody } from './span-words';
import { TermHasher } from './term-hasher';

/** Spans of one transaction: each holds up to 192 KiB of words. */
const SPANS_PER_STEP = 100;
/** Text after which other work of the process gets its turn. */
const TURN_CHARACTERS = 128 * 1024;

/**
 * Makes the pairs of neighbours of spans that were indexed before the index had any. What it takes is marked by the rows
 * themselves, so that it goes on wherever it was stopped, and processes share the work.
 */
@Injectable()
export class PairBackfill {
  constructor(
    private readonly database: Database,
    private readonly repository: SearchIndexRepository,
  ) {}

  /** One transaction. Gives the number of spans that it made pairs of: 0 when there is nothing left, or others do it. */
  async step(): Promise<number> {
    const projectId = await this.repository.unpairedProject(this.database);
    if (projectId === undefined) return 0;
    return this.database.transaction((tx) => this.pair(tx, projectId));
  }

  private async pair(tx: Transaction, projectId: string): Promise<number> {
    await this.repository.prepare(tx);
    const spans = await this.repository.takeUnpaired(tx, projectId, SPANS_PER_STEP);
    const hasher = new TermHasher(projectId, 'word');
    const made = [];
    let sinceTurn = 0;
    for (const { trace_id, span_id, body } of spans) {
      made.push({ trace_id, span_id, pairs: pairsOfBody(body, hasher) });
      sinceTurn += body.length;
      if (sinceTurn < TURN_CHARACTERS) continue;
      sinceTurn = 0;
      await nextTurn();
    }
    if (made.length > 0) await this.repository.setPairs(tx, projectId, made);
    return made.length;
  }
}
