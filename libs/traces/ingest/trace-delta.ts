import { previewOf } from './preview';
import type { NewSpan } from './span';
import type { TraceBatch } from './trace-batch';
import { labelOf, tagsOf } from './trace-labels';

/**
 * A label of a trace and where it comes from: the root counts as `-infinity`, any other span as its start. The smaller
 * origin wins; a trace without the label has `infinity`.
 */
export interface Label<T> {
  readonly value: T;
  readonly from: string;
}

/** What a batch adds to the row of one trace. */
export interface TraceDelta {
  readonly id: string;
  readonly root: NewSpan | null;
  readonly rootInputPreview: string | null;
  readonly rootOutputPreview: string | null;
  readonly spanCount: number;
  /** UTF-16 units of the JSON texts of all payloads. */
  readonly payloadLength: number;
  readonly errorCount: number;
  readonly tokensInput: number;
  readonly tokensOutput: number;
  /** Distinct, sorted as Postgres sorts by `COLLATE "C"`. */
  readonly models: readonly string[];
  /** Distinct. */
  readonly names: ReadonlySet<string>;
  /** Distinct. */
  readonly kinds: ReadonlySet<string>;
  readonly startTime: string;
  readonly endTime: string | null;
  readonly session: Label<string | null>;
  readonly user: Label<string | null>;
  readonly tags: Label<readonly string[]>;
  /** Whether a parent is missing in the batch; tells about the whole trace only when it is new. */
  readonly hasOpenParents: boolean;
}

/** Sums stay safe integers: beyond them a count of tokens says nothing any more. */
function cappedSum(a: number, b: number | null): number {
  return Math.min(a + (b ?? 0), Number.MAX_SAFE_INTEGER);
}

function sorted(models: Set<string>): string[] {
  return models.size < 2 ? [...models] : [...models].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

/** The label of the root, else of the earliest span that has one. */
function labelFrom<T, Empty>(
  spans: readonly NewSpan[],
  key: string,
  read: (value: unknown) => T | null,
  empty: Empty,
): Label<T | Empty> {
  let best: Label<T | Empty> = { value: empty, from: 'infinity' };
  for (const span of spans) {
    const sent = span.metadata?.[key];
    if (sent === undefined) continue;
    const value = read(sent);
    if (value === null) continue;
    if (span.parentId === null) return { value, from: '-infinity' };
    if (best.from === 'infinity' || span.startTime < best.from) best = { value, from: span.startTime };
  }
  return best;
}

function payloadLengthOf({ input, output, metadataText, error }: NewSpan): number {
  return (input?.length ?? 0) + (output?.length ?? 0) + (metadataText?.length ?? 0) + (error?.length ?? 0);
}

/** Sums up the spans of one trace. */
export function deltaOf(batch: TraceBatch): TraceDelta {
  const { spans } = batch;
  const root = batch.roots[0] ?? null;
  const models = new Set<string>();
  const names = new Set<string>();
  const kinds = new Set<string>();
  let [errorCount, tokensInput, tokensOutput, payloadLength] = [0, 0, 0, 0];
  let startTime = spans[0]?.startTime ?? '';
  let endTime: string | null = null;
  for (const span of spans) {
    if (span.error !== null) errorCount += 1;
    payloadLength += payloadLengthOf(span);
    names.add(span.name);
    if (span.kind !== null) kinds.add(span.kind);
    tokensInput = cappedSum(tokensInput, span.tokensInput);
    tokensOutput = cappedSum(tokensOutput, span.tokensOutput);
    if (span.model !== null && span.model !== '') models.add(span.model);
    if (span.startTime < startTime) startTime = span.startTime;
    if (span.endTime !== null && (endTime === null || span.endTime > endTime)) endTime = span.endTime;
  }
  return {
    id: batch.id,
    root,
    rootInputPreview: previewOf(root?.input ?? null),
    rootOutputPreview: previewOf(root?.output ?? null),
    spanCount: spans.length,
    payloadLength,
    errorCount,
    tokensInput,
    tokensOutput,
    models: sorted(models),
    names,
    kinds,
    startTime,
    endTime,
    session: labelFrom(spans, 'session_id', labelOf, null),
    user: labelFrom(spans, 'user_id', labelOf, null),
    tags: labelFrom(spans, 'tags', tagsOf, []),
    hasOpenParents: batch.openSpans().length > 0,
  };
}
