import { Injectable } from '@nestjs/common';
import { background, BinaryRows, copyRows, type Executor, textArray, type Transaction } from '@assay/database';
import { READ_CHARACTERS } from './span-text';
import type { SearchedSpan, SpanWords } from './span-words';

/** A note of the ingest transaction: these traces got spans that may not be in the index. */
export interface PendingBatch {
  id: string;
  trace_ids: string[];
  queued_at: string;
}

/** A span that is not in the index yet. */
export interface UnindexedSpan {
  trace_id: string;
  id: string;
  /** About what reading it takes. */
  bytes: number;
}

/** A span that is in the index without its pairs of neighbours. */
export interface UnpairedSpan {
  trace_id: string;
  span_id: string;
  body: string;
}

/** What waits to be indexed. */
interface Backlog {
  batches: number;
  /** When the oldest batch was stored; null when none waits. */
  oldest: string | null;
  /** Spans in the index without pairs. */
  unpaired: number;
}

/** Most spans without pairs that the backlog counts. */
const MAX_COUNTED_SPANS = 100_000;

const COLUMNS = 'span_search (project_id, trace_id, span_id, terms, pairs, body)';

/** The SQL of the search index. */
@Injectable()
export class SearchIndexRepository {
  /** Projects with batches to index, the one that has waited longest first. */
  async waitingProjects(executor: Executor, count: number): Promise<string[]> {
    const { rows } = await executor.run<{ project_id: string }>(
      'SELECT p.project_id FROM search_pending p GROUP BY p.project_id ORDER BY min(p.queued_at) LIMIT $1',
      [count],
    );
    return rows.map((row) => row.project_id);
  }

  /** A project with spans in the index that have no pairs; undefined when there is none. */
  async unpairedProject(executor: Executor): Promise<string | undefined> {
    const { rows } = await executor.run<{ project_id: string }>(
      background('SELECT x.project_id FROM span_search x WHERE x.pairs IS NULL LIMIT 1'),
    );
    return rows[0]?.project_id;
  }

  /** How far the index is behind, of all projects: for metrics, so it counts no further than it must. */
  async backlog(executor: Executor): Promise<Backlog> {
    const { rows } = await executor.run<Backlog>(
      `SELECT count(*) AS batches, min(p.queued_at) AS oldest, (
         SELECT count(*) FROM (SELECT 1 FROM span_search x WHERE x.pairs IS NULL LIMIT ${MAX_COUNTED_SPANS}) u
       ) AS unpaired FROM search_pending p`,
    );
    return rows[0] ?? { batches: 0, oldest: null, unpaired: 0 };
  }

  /** Lets this transaction sort much of the index at once, so that what is added to one list is added together. */
  async prepare(tx: Transaction): Promise<void> {
    await tx.run("SET LOCAL work_mem = '32MB'");
  }

  /** Takes batches of a project, oldest first, that no other process has taken; they are this transaction's. */
  async take(tx: Transaction, projectId: string, count: number): Promise<PendingBatch[]> {
    const { rows } = await tx.run<PendingBatch>(
      'SELECT p.id, p.trace_ids, p.queued_at FROM search_pending p WHERE p.project_id = $1 ORDER BY p.id LIMIT $2 FOR UPDATE SKIP LOCKED',
      [projectId, count],
    );
    return rows;
  }

  /** Notes that batches are indexed. */
  async finish(tx: Transaction, projectId: string, batches: readonly PendingBatch[]): Promise<void> {
    await tx.run('DELETE FROM search_pending p WHERE p.project_id = $1 AND p.id = ANY ($2::uuid[])', [
      projectId,
      batches.map(({ id }) => id),
    ]);
  }

  /** Spans of these traces that are not in the index, up to `count`. */
  async unindexed(
    tx: Transaction,
    projectId: string,
    traceIds: readonly string[],
    count: number,
  ): Promise<UnindexedSpan[]> {
    const { rows } = await tx.run<UnindexedSpan>(
      `SELECT s.trace_id, s.id, s.bytes FROM unnest($2::text[]) AS u (trace_id)
       CROSS JOIN LATERAL (
         SELECT s.trace_id, s.id, least(coalesce(octet_length(s.input::text), 0), $4::int) + least(coalesce(octet_length(s.output::text), 0), $4::int) AS bytes
         FROM spans s WHERE s.project_id = $1 AND s.trace_id = u.trace_id AND NOT EXISTS (
           SELECT 1 FROM span_search x WHERE x.project_id = $1 AND x.trace_id = u.trace_id AND x.span_id = s.id
         )
         OFFSET 0
       ) s LIMIT $3`,
      [projectId, textArray(traceIds), count, READ_CHARACTERS],
    );
    return rows;
  }

  /** What is searched of these spans; those that are gone are left out. */
  async texts(
    tx: Transaction,
    projectId: string,
    spans: readonly UnindexedSpan[],
  ): Promise<(SearchedSpan & { trace_id: string; id: string })[]> {
    const { rows } = await tx.run<SearchedSpan & { trace_id: string; id: string }>(
      `SELECT s.trace_id, s.id, s.name, s.input, s.output FROM unnest($2::text[], $3::text[]) AS k (trace_id, id)
       CROSS JOIN LATERAL (
         SELECT s.trace_id, s.id, s.name, left(s.input::text, $4::int) AS input, left(s.output::text, $4::int) AS output FROM spans s
         WHERE s.project_id = $1 AND s.trace_id = k.trace_id AND s.id = k.id OFFSET 0
       ) s`,
      [projectId, textArray(spans.map((span) => span.trace_id)), textArray(spans.map(({ id }) => id)), READ_CHARACTERS],
    );
    return rows;
  }

  /**
   * Adds spans to the index. Violates `span_search_pkey` when another process has added one, `span_search_trace` when a
   * trace is gone.
   */
  async add(
    tx: Transaction,
    projectId: string,
    spans: readonly (SpanWords & { traceId: string; id: string })[],
  ): Promise<void> {
    const rows = new BinaryRows(
      spans.reduce((sum, { terms, pairs, body }) => sum + terms.length + pairs.length + body.length + 256, 0),
    );
    for (const span of spans) {
      rows.row(6);
      rows.text(projectId);
      rows.text(span.traceId);
      rows.text(span.id);
      rows.bytes(span.terms);
      rows.bytes(span.pairs);
      rows.text(span.body);
    }
    await copyRows(tx, COLUMNS, rows);
  }

  /** Takes indexed spans of a project that have no pairs and that no other process has taken. */
  async takeUnpaired(tx: Transaction, projectId: string, count: number): Promise<UnpairedSpan[]> {
    const { rows } = await tx.run<UnpairedSpan>(
      `SELECT x.trace_id, x.span_id, x.body FROM span_search x WHERE x.project_id = $1 AND x.pairs IS NULL
       LIMIT $2 FOR UPDATE SKIP LOCKED`,
      [projectId, count],
    );
    return rows;
  }

  /** Gives spans that {@link takeUnpaired} took their pairs. */
  async setPairs(
    tx: Transaction,
    projectId: string,
    spans: readonly (Omit<UnpairedSpan, 'body'> & { pairs: readonly number[] })[],
  ): Promise<void> {
    await tx.run(
      `UPDATE span_search AS x SET pairs = u.pairs::smallint[]
       FROM unnest($2::text[], $3::text[], $4::text[]) AS u (trace_id, span_id, pairs)
       WHERE x.project_id = $1 AND x.trace_id = u.trace_id AND x.span_id = u.span_id`,
      [
        projectId,
        textArray(spans.map(({ trace_id }) => trace_id)),
        textArray(spans.map(({ span_id }) => span_id)),
        textArray(spans.map(({ pairs }) => `{${pairs.join(',')}}`)),
      ],
    );
  }
}
