import type { NewSpan } from '../ingest/span';
import { exportedSpan } from './conventions/assay-export';
import { displayName, isPending } from './conventions/pydantic-logfire';
import { errorOf } from './errors';
import { kindOf } from './kind';
import { metadataOf } from './metadata';
import type { PlacedSpan } from './otlp-span';
import { PRECEDENCE } from './precedence';
import { scoresOf, type TranslatedScore } from './scores';
import { take } from './source';
import { SpanView } from './span-view';
import { shortened } from './text';
import { millisBetween, timestampOf } from './times';
import { tokensOf } from './tokens';
import { parentOf } from './validate';

/** A span in Assay's own terms, ready to be stored, with the scores that it brought along. */
export interface TranslatedSpan extends NewSpan {
  readonly scores: readonly TranslatedScore[];
}

const MAX_NAME_BYTES = 1_024;

/**
 * Translates a valid span. Pure: the same span always gives the same result.
 * @returns null for a span that only announces another (Logfire's pending spans)
 */
export function translateSpan(placed: PlacedSpan): TranslatedSpan | null {
  const view = new SpanView(placed);
  const exported = exportedSpan(placed);
  if (exported !== undefined) return { ...exported, scores: scoresOf(view) };
  if (isPending(view)) return null;
  const { span, index } = placed;
  const input = payloadOf(take(view, PRECEDENCE.input));
  const output = payloadOf(take(view, PRECEDENCE.output));
  const model = take(view, PRECEDENCE.model) ?? null;
  const tokens = tokensOf(view);
  const error = errorOf(view);
  const scores = scoresOf(view);
  const kind = kindOf(view, model !== null);
  const metadata = metadataOf(view, error);
  const hasEnd = span.endNanos !== 0n;
  const endNanos = span.endNanos < span.startNanos ? span.startNanos : span.endNanos;
  return {
    index,
    id: span.spanId,
    traceId: span.traceId,
    parentId: parentOf(span),
    name: shortened(displayName(view) ?? span.name, MAX_NAME_BYTES),
    kind,
    input,
    output,
    startTime: timestampOf(span.startNanos),
    endTime: hasEnd ? timestampOf(endNanos) : null,
    durationMs: hasEnd ? millisBetween(span.startNanos, endNanos) : null,
    tokensInput: tokens.input,
    tokensOutput: tokens.output,
    model: model === null ? null : shortened(model, MAX_NAME_BYTES),
    metadata,
    metadataText: JSON.stringify(metadata),
    error: error === null ? null : JSON.stringify(error),
    scores,
  };
}

/** A payload that is null is absent, as in the native format. */
function payloadOf(text: string | undefined): string | null {
  return text === undefined || text === 'null' ? null : text;
}
