import { metadataProblem, clientIdProblem } from '@assay/shared/http/fields';
import { isStorableText, jsonText, numberLiteral } from '@assay/shared/json';
import { durationMs, parseTimestamp } from '@assay/shared/time';
import { type NewSpan, SPAN_KINDS, type SpanKind } from './span';
import { SpanProblems } from './span-problems';

const MAX_NAME_BYTES = 1_024;
const MAX_ID_BYTES = 512;
const MAX_SCORES_PER_SPAN = 100;
const MAX_SHOWN_KEY_LENGTH = 100;
const KINDS: ReadonlySet<unknown> = new Set(SPAN_KINDS);
const UNSTORABLE = 'must not hold U+0000 or a lone surrogate';
const TIME_FORM = 'must be an ISO 8601 time with an offset, such as 2026-02-21T22:00:00.000Z';

type Source = Readonly<Record<string, unknown>>;

/**
 * Checks the spans of a native request (contract section 2) and turns them into {@link NewSpan}s. Written by hand and
 * without closures: it runs for every span of the busiest endpoint.
 */
export class SpanReader {
  private readonly found = new SpanProblems();
  private index = 0;
  private source: Source = {};

  /** Every problem of the spans read so far. */
  get problems(): SpanProblems['list'] {
    return this.found.list;
  }

  /** The span at a place of the request, or undefined when it is not an object. With problems its values mean nothing. */
  read(value: unknown, index: number): NewSpan | undefined {
    this.index = index;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.found.add(index, null, '', 'must be an object');
      return undefined;
    }
    this.source = value as Source;
    const { metadata, error, scores } = this.source;
    const startTime = this.time('start_time', true) ?? '';
    const endTime = this.time('end_time', false);
    this.checkScores(scores);
    return {
      index,
      id: this.id('id', true) ?? '',
      traceId: this.id('trace_id', true) ?? '',
      parentId: this.id('parent_span_id', false),
      name: this.name(),
      kind: this.kind(),
      input: payloadText(this.source.input),
      output: payloadText(this.source.output),
      startTime,
      endTime,
      durationMs: this.duration(startTime, endTime),
      tokensInput: this.tokens('tokens_input'),
      tokensOutput: this.tokens('tokens_output'),
      model: this.model(),
      metadata: this.metadata(metadata),
      metadataText: metadata === undefined || metadata === null ? null : JSON.stringify(metadata),
      error: this.error(error),
    };
  }

  private bad(field: string, reason: string): null {
    this.found.add(this.index, this.source.id, field, reason);
    return null;
  }

  /** A string; absent or null is a problem only where it is required. */
  private text(field: string, isRequired: boolean): string | null {
    const value = this.source[field];
    if (typeof value === 'string') return value;
    if (value !== undefined && value !== null) return this.bad(field, 'must be a string');
    return isRequired ? this.bad(field, 'is required') : null;
  }

  private id(field: string, isRequired: boolean): string | null {
    const value = this.text(field, isRequired);
    if (value === null) return null;
    const problem = clientIdProblem(value, MAX_ID_BYTES);
    return problem === undefined ? value : this.bad(field, problem);
  }

  private shortText(field: string, isRequired: boolean): string | null {
    const value = this.text(field, isRequired);
    if (value === null) return null;
    if (value.length > MAX_NAME_BYTES || Buffer.byteLength(value) > MAX_NAME_BYTES) {
      return this.bad(field, `must be at most ${MAX_NAME_BYTES} bytes of UTF-8`);
    }
    return isStorableText(value) ? value : this.bad(field, UNSTORABLE);
  }

  private name(): string {
    const value = this.shortText('name', true);
    if (value !== null && value.trim() === '') this.bad('name', 'must not be empty');
    return value ?? '';
  }

  private model(): string | null {
    return this.shortText('model', false);
  }

  private kind(): SpanKind | null {
    const value = this.source.kind;
    if (value === undefined || value === null) return null;
    return KINDS.has(value) ? (value as SpanKind) : this.bad('kind', `must be one of ${SPAN_KINDS.join(', ')}`);
  }

  private time(field: string, isRequired: boolean): string | null {
    const value = this.text(field, isRequired);
    if (value === null) return null;
    return parseTimestamp(value) ?? this.bad(field, TIME_FORM);
  }

  /** Milliseconds between the times; without an end the number that was sent. */
  private duration(startTime: string, endTime: string | null): number | null {
    const sent = this.source.duration_ms;
    const literal = numberLiteral(sent);
    if (sent !== undefined && sent !== null && literal === undefined)
      return this.bad('duration_ms', 'must be a number of milliseconds');
    if (endTime !== null && startTime !== '') {
      return endTime < startTime
        ? this.bad('end_time', 'must not be before start_time')
        : durationMs(startTime, endTime);
    }
    if (literal === undefined) return null;
    const value = Number(literal);
    return Number.isFinite(value) && value >= 0
      ? value
      : this.bad('duration_ms', 'must be a finite number of milliseconds, 0 or more');
  }

  private tokens(field: string): number | null {
    const value = this.source[field];
    if (value === undefined || value === null) return null;
    const isCount = Number.isSafeInteger(value) && (value as number) >= 0;
    // Adding 0 turns -0 into 0.
    return isCount ? (value as number) + 0 : this.bad(field, 'must be a whole number from 0 to 2^53 - 1');
  }

  private metadata(value: unknown): Source | null {
    if (value === undefined || value === null) return null;
    if (!isPlainObject(value)) return this.bad('metadata', 'must be an object');
    for (const key of Object.keys(value)) {
      const member = value[key];
      const isFlat = typeof member !== 'object' || member === null || numberLiteral(member) !== undefined;
      const problem = isFlat
        ? (metadataProblem(key) ?? metadataProblem(member))
        : 'must be a string, number, boolean or null';
      if (problem !== undefined) this.bad(`metadata.${shownKey(key)}`, problem);
    }
    return value;
  }

  private error(value: unknown): string | null {
    if (value === undefined || value === null) return null;
    if (!isPlainObject(value)) return this.bad('error', 'must be an object');
    const { message, type = null, stack = null } = value;
    if (message === undefined || message === null) this.bad('error.message', 'is required');
    else this.errorText('error.message', message);
    this.errorText('error.type', type);
    this.errorText('error.stack', stack);
    return JSON.stringify({ message, type, stack });
  }

  private errorText(field: string, value: unknown): void {
    if (value === null) return;
    if (typeof value !== 'string') this.bad(field, 'must be a string');
    else if (!isStorableText(value)) this.bad(field, UNSTORABLE);
  }

  /** Only the shape: what stands in a score is for the scorers to judge. */
  private checkScores(value: unknown): void {
    if (value === undefined || value === null) return;
    if (!Array.isArray(value)) this.bad('scores', 'must be a list');
    else if (value.length > MAX_SCORES_PER_SPAN) this.bad('scores', `must have at most ${MAX_SCORES_PER_SPAN} entries`);
  }
}

function isPlainObject(value: unknown): value is Source {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && numberLiteral(value) === undefined;
}

function shownKey(key: string): string {
  return key.slice(0, MAX_SHOWN_KEY_LENGTH).toWellFormed();
}

/** The JSON text of a payload; null stands for an absent one, as everywhere in a create body. */
function payloadText(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  const text = jsonText(value);
  return text === 'null' ? null : text;
}
