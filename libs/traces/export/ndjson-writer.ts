import { isoMillis } from '@assay/shared/time';
import type { PayloadField, SpanField } from '../reading/span-fields';
import { isPayload, SPAN_FIELDS } from '../reading/span-fields';
import { SpanWriter, type StoredSpan } from '../reading/span-json';
import { type ExportedScore, type ExportedTrace, isoMicros } from './exported';
import { LineWriter } from './line-writer';

/** Scores that the native format takes with a span. */
const MAX_SCORES = 100;

/**
 * Lines of which each is a body for `POST /v1/traces/ingest`: `{"trace": {…}, "spans": [{…, "scores": […]}]}`. It names no
 * project outside of `trace`, which ingestion ignores: lines go to whatever project the import names.
 */
export class NdjsonWriter extends LineWriter {
  private spans: SpanWriter | undefined;

  part(text: string): void {
    this.buffer.add(inOneLine(text));
  }

  protected begin({ id, projectId, createdAt, queuedAt }: ExportedTrace): void {
    const idText = JSON.stringify(id);
    const queued = queuedAt === null ? 'null' : `"${isoMillis(queuedAt)}"`;
    this.buffer.add(
      `{"trace":{"id":${idText},"project_id":${JSON.stringify(projectId)},"created_at":"${isoMillis(createdAt)}","queued_at":${queued}},"spans":[`,
    );
    this.spans = new SpanWriter(this.buffer, idText, SPAN_FIELDS as readonly SpanField[], {
      start_time: (span) => `"${isoMicros(span.start_time)}"`,
      end_time: (span) => (span.end_time === null ? 'null' : `"${isoMicros(span.end_time)}"`),
    });
  }

  protected *write(
    _trace: ExportedTrace,
    span: StoredSpan,
    scores: readonly ExportedScore[],
  ): Generator<PayloadField, void> {
    if (this.spans !== undefined) yield* this.spans.open(oneLine(span));
    this.buffer.add(`,"scores":[${scores.slice(0, MAX_SCORES).map(scoreText).join(',')}]`);
    const further = scores.slice(MAX_SCORES);
    if (further.length > 0) this.buffer.add(`,"further_scores":[${further.map(scoreText).join(',')}]`);
    this.buffer.add('}');
  }

  protected end(): void {
    this.buffer.add(']}\n');
  }
}

function scoreText(score: ExportedScore): string {
  const value = score.numeric_value ?? JSON.stringify(score.label);
  const { scorer_name: name, rationale, config } = score;
  return `{"scorer_name":${JSON.stringify(name)},"value":${value},"rationale":${JSON.stringify(rationale)},"config":${inOneLine(config ?? 'null')}}`;
}

function oneLine(span: StoredSpan): StoredSpan {
  const changed = SPAN_FIELDS.filter(isPayload).filter((field) => /[\n\r]/.test(span[field] ?? ''));
  if (changed.length === 0) return span;
  return { ...span, ...Object.fromEntries(changed.map((field) => [field, inOneLine(span[field] ?? 'null')])) };
}

/** A line break in a JSON text is white space between tokens: in strings it is escaped. */
function inOneLine(text: string): string {
  return /[\n\r]/.test(text) ? text.replace(/[\n\r]/g, ' ') : text;
}
