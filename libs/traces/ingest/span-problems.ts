import {
  type AppError,
  CircularSpanReferenceError,
  DuplicateSpanError,
  InvalidSpanError,
  InvalidSpanParentError,
} from '@assay/shared/errors';

/** One entry of `details.errors` of a refused batch. */
export interface SpanProblem {
  /** Place of the span in the request. */
  readonly index: number;
  /** The id that was sent, or null when it is no text. */
  readonly span_id: string | null;
  /** The field that is wrong; empty for the span as a whole. */
  readonly field: string;
  readonly reason: string;
}

const MAX_SHOWN_ID_LENGTH = 512;
/** Entries of `details.errors`; beyond them only the first problem of each span is listed. */
const MAX_FURTHER_PROBLEMS = 1_000;

/** An id as answers show it: cut when it is too long to be one. */
export function shownId(id: unknown): string | null {
  return typeof id === 'string' ? id.slice(0, MAX_SHOWN_ID_LENGTH).toWellFormed() : null;
}

/** Collects the problems of a batch: every bad span is listed, however many there are. */
export class SpanProblems {
  /** In the order of the spans. */
  readonly list: SpanProblem[] = [];
  private lastIndex = -1;

  /** Lists a problem of the span at `index`; spans come in order, and all problems of one after each other. */
  add(index: number, spanId: unknown, field: string, reason: string): void {
    const isFurther = index === this.lastIndex;
    this.lastIndex = index;
    if (isFurther && this.list.length >= MAX_FURTHER_PROBLEMS) return;
    this.list.push({ index, span_id: shownId(spanId), field, reason });
  }
}

function message(problems: readonly SpanProblem[]): string {
  const first = problems[0];
  const place = first?.field ? `spans[${first.index}].${first.field}` : `spans[${first?.index}]`;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  return `${place} ${first?.reason}${more}; nothing of this batch was stored`;
}

/** 400 for fields that are wrong, and for second roots. */
export function invalidSpans(problems: readonly SpanProblem[]): AppError {
  return new InvalidSpanError(message(problems), { errors: problems });
}

/** 409 for ids that their trace holds already, or that the batch repeats. */
export function duplicateSpans(problems: readonly SpanProblem[]): AppError {
  return new DuplicateSpanError(message(problems), { errors: problems });
}

/** 400 for parents that live in another trace. */
export function foreignParents(problems: readonly SpanProblem[]): AppError {
  return new InvalidSpanParentError(message(problems), { errors: problems });
}

/** 400 for chains of parents that close on themselves. */
export function circularSpans(problems: readonly SpanProblem[]): AppError {
  return new CircularSpanReferenceError(message(problems), { errors: problems });
}
