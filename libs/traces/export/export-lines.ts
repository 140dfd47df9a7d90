import { Injectable } from '@nestjs/common';
import { Database } from '@assay/database';
import { NotFoundError } from '@assay/shared/errors';
import { PAYLOAD_FIELDS } from '../reading/span-fields';
import type { StoredSpan } from '../reading/span-json';
import { SpanPages } from '../reading/span-pages';
import type { SpansOfTrace } from '../reading/span.repository';
import { type SpanOutline, TraceRepository, type TraceRow } from '../reading/trace.repository';
import { stepsOf } from './export-plan';
import { ExportRepository } from './export.repository';
import type { ExportedScore, ExportedTrace } from './exported';
import type { LineWriter } from './line-writer';

/** Traces up to this size are read together, and a line holds no more. */
const SMALL = { spans: 1_000, payloadLength: 1024 * 1024 };
/** Spans and bytes after which a line of a large trace ends: what ingestion takes by default, and half of its bytes. */
const LINE = { spans: 1_000, bytes: 8 * 1024 * 1024 };
/** Spans of a large trace whose ids are in memory at once. */
const OUTLINE_SPANS = 20_000;
/** Spans of a large trace whose scores are read at once. */
const SCORED_SPANS = 500;

/** Scores by the span that they judge. */
type Scores = ReadonlyMap<string, readonly ExportedScore[]>;

/** Reads what the lines of an export need, small traces together and large ones in pages, and has them written. */
@Injectable()
export class ExportLines {
  constructor(
    private readonly database: Database,
    private readonly exports: ExportRepository,
    private readonly traces: TraceRepository,
    private readonly pages: SpanPages,
  ) {}

  /** The lines of these traces, in parts. A trace that was deleted meanwhile has none, or lines with some of its spans. */
  async *write(projectId: string, rows: readonly TraceRow[], writer: LineWriter): AsyncGenerator<Buffer, void> {
    for (const step of stepsOf(rows, SMALL)) {
      const large = step.isLarge ? step.rows : yield* this.small(projectId, step.rows, writer);
      for (const row of large) yield* this.large(projectId, row, writer);
    }
  }

  /** Writes small traces; gives those that are not small any more, or gone. */
  private async *small(
    projectId: string,
    rows: readonly TraceRow[],
    writer: LineWriter,
  ): AsyncGenerator<Buffer, TraceRow[]> {
    const ids = rows.map(({ id }) => id);
    const spans = await this.exports.spans(this.database, projectId, ids, SMALL);
    const scores = bySpan(await this.exports.scoresOfTraces(this.database, projectId, ids));
    const ofTrace = Map.groupBy(spans, ({ trace_id: traceId }) => traceId);
    const missing: TraceRow[] = [];
    for (const row of rows) {
      const own = ofTrace.get(row.id);
      if (own === undefined) missing.push(row);
      for (const span of own ?? []) {
        writer.span(exported(projectId, row), span, scores.get(keyOf(row.id, span.id)) ?? []).next();
        if (writer.isFull) yield writer.take();
      }
      writer.endLine();
    }
    return missing;
  }

  /** Writes a large trace, in several lines where it needs them. */
  private async *large(projectId: string, row: TraceRow, writer: LineWriter): AsyncGenerator<Buffer, void> {
    const of: SpansOfTrace = { projectId, traceId: row.id, createdAt: row.created_at, payloads: PAYLOAD_FIELDS };
    let last: SpanOutline | undefined;
    for (;;) {
      const outline = await this.traces.outline(this.database, projectId, row.id, false, OUTLINE_SPANS, last);
      for (let from = 0; from < outline.length; from += SCORED_SPANS) {
        const ids = outline.slice(from, from + SCORED_SPANS).map(({ id }) => id);
        const isThere = yield* this.spans(of, exported(projectId, row), ids, writer);
        if (!isThere) return writer.endLine();
      }
      last = outline.at(-1);
      if (outline.length < OUTLINE_SPANS) return writer.endLine();
    }
  }

  /** Writes some spans of a large trace; gives false when the trace was deleted meanwhile. */
  private async *spans(
    of: SpansOfTrace,
    trace: ExportedTrace,
    ids: readonly string[],
    writer: LineWriter,
  ): AsyncGenerator<Buffer, boolean> {
    const scores = bySpan(await this.exports.scoresOfSpans(this.database, of.projectId, of.traceId, ids));
    const reading = this.pages.read(of, ids);
    for (;;) {
      const next = await reading.next().catch(noneWhenDeleted);
      if (next === undefined) return false;
      if (next.done === true) return true;
      const span: StoredSpan = next.value;
      for (const field of writer.span(trace, span, scores.get(keyOf(of.traceId, span.id)) ?? [])) {
        // Deleted here, the export is cut off: half a payload cannot be ended.
        for await (const part of this.pages.payload(of, span.id, field)) {
          writer.part(part);
          if (writer.isFull) yield writer.take();
        }
      }
      if (writer.lineSpans >= LINE.spans || writer.lineBytes >= LINE.bytes) writer.endLine();
      if (writer.isFull) yield writer.take();
    }
  }
}

function noneWhenDeleted(error: unknown): undefined {
  if (!(error instanceof NotFoundError)) throw error;
  return undefined;
}

function exported(projectId: string, row: TraceRow): ExportedTrace {
  return { projectId, id: row.id, createdAt: row.created_at, queuedAt: row.queued_at };
}

/** Ids hold no control characters, so no two pairs of them give one key. */
function keyOf(traceId: string, spanId: string): string {
  return `${traceId}\n${spanId}`;
}

function bySpan(scores: readonly ExportedScore[]): Scores {
  return Map.groupBy(scores, (score) => keyOf(score.trace_id, score.span_id));
}
