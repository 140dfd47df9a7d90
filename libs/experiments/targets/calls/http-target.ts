import { type JsonPath, JsonPathWorkError, valueAt } from '@assay/shared/json-path';
import { JsonDepthError, JsonSyntaxError, RawJson, readJson, WHOLE_VALUE } from '@assay/shared/json';
import { type Outbound, type OutboundAnswer, OutboundError, retryAfterMs } from '@assay/shared/outbound';
import type { TargetItem } from '../placeholders';
import { type CallContext, excerptOf, type PreparedTarget, type TargetAnswer } from '../target-answer';
import { FilledTooLargeError, type Template } from '../template';
import { newTraceContext, type TraceContext } from '../trace-context';
import { type Facts, factsOf } from './answer-facts';

/** Largest answer of a target. */
export const MAX_ANSWER_BYTES = 10 * 1_024 * 1_024;

const RETRYABLE_STATUSES = new Set([408, 425, 429]);
const RETRYABLE_KINDS = new Set(['timeout', 'network', 'aborted']);
const MAX_ANSWER_DEPTH = 1_000;
const BYTE_ORDER_MARK = /^\uFEFF/;

/** An HTTP target with all that its calls share. */
export interface HttpCall {
  readonly url: string;
  readonly method: string;
  /** With the values opened. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Template;
  readonly outputPath: JsonPath;
  readonly timeoutMs: number;
}

type Failed = Pick<TargetAnswer, 'error' | 'retryable' | 'retryAfterMs'>;

/** Calls an HTTP endpoint and takes the output out of its JSON answer. */
export class HttpTarget implements PreparedTarget {
  private readonly headers: Record<string, string>;

  constructor(
    private readonly outbound: Outbound,
    private readonly target: HttpCall,
  ) {
    this.headers = { 'content-type': 'application/json', accept: 'application/json' };
    for (const [name, value] of Object.entries(target.headers)) this.headers[name.toLowerCase()] = value;
  }

  async call(item: TargetItem, context: CallContext): Promise<TargetAnswer> {
    const trace = newTraceContext();
    const startedAt = performance.now();
    try {
      const answer = await this.send(item, context, trace);
      const isSuccess = answer.status >= 200 && answer.status < 300;
      const read = isSuccess ? this.read(answer) : { ...factsOf(answer.headers, undefined), ...statusFailure(answer) };
      return { ...read, latencyMs: answer.durationMs, traceId: read.traceId ?? trace.traceId };
    } catch (error) {
      return { latencyMs: performance.now() - startedAt, traceId: trace.traceId, ...callFailure(error) };
    }
  }

  private send(item: TargetItem, context: CallContext, trace: TraceContext): Promise<OutboundAnswer> {
    return this.outbound.call({
      url: this.target.url,
      method: this.target.method,
      headers: { ...this.headers, traceparent: trace.traceparent },
      body: this.target.body.fill(item, context),
      timeoutMs: context.timeoutMs ?? this.target.timeoutMs,
      maxBytes: MAX_ANSWER_BYTES,
      signal: context.signal,
    });
  }

  private read(answer: OutboundAnswer): Failed & Partial<Facts> & { output?: unknown } {
    const document = readAnswer(answer.body);
    if (document instanceof Error) return failure('invalid_answer', document.message, answer.body);
    const facts = factsOf(answer.headers, document instanceof RawJson ? document.toValue() : document);
    const output = this.outputOf(document);
    if (output instanceof Error) return { ...facts, ...failure('no_output', output.message, answer.body) };
    return { ...facts, output };
  }

  /** The selected value exactly as it stands in the answer, or why there is none. */
  private outputOf(document: unknown): unknown {
    const { outputPath } = this.target;
    try {
      const nodes = outputPath.select(document);
      // To read each of many out of the text again would cost the square of it; numbers are exact here too.
      if (!outputPath.isSingular) return nodes.map(({ value }) => value);
      const [node] = nodes;
      const value =
        node !== undefined && document instanceof RawJson ? valueAt(document.text, node.location) : node?.value;
      return value ?? new Error(`the answer has no value at ${outputPath.text}`);
    } catch (error) {
      if (error instanceof JsonPathWorkError) return error;
      throw error;
    }
  }
}

function readAnswer(body: Buffer): unknown {
  if (body.length === 0) return new Error('the target answered nothing');
  try {
    return readJson(body.toString('utf8').replace(BYTE_ORDER_MARK, ''), {
      exactPaths: WHOLE_VALUE,
      maxDepth: MAX_ANSWER_DEPTH,
    });
  } catch (error) {
    if (error instanceof JsonSyntaxError) return new Error('the target did not answer JSON');
    if (error instanceof JsonDepthError) return new Error(`the answer is nested more than ${MAX_ANSWER_DEPTH} levels`);
    throw error;
  }
}

function failure(type: string, message: string, body: Buffer): Failed {
  return { error: { message, type, excerpt: excerptOf(body) }, retryable: false };
}

function statusFailure({ status, headers, body }: OutboundAnswer): Failed {
  const isRetryable = status >= 500 || RETRYABLE_STATUSES.has(status);
  return {
    ...failure(`http_${status}`, `the target answered ${status}`, body),
    retryable: isRetryable,
    retryAfterMs: isRetryable ? retryAfterMs(headers['retry-after'], Date.now()) : undefined,
  };
}

/** @throws what is neither the target's fault nor the item's */
function callFailure(error: unknown): Failed {
  if (error instanceof FilledTooLargeError) return failure('too_large', error.message, Buffer.alloc(0));
  if (!(error instanceof OutboundError)) throw error;
  const { kind, message, partial } = error;
  return {
    ...failure(kind, message, partial?.body ?? Buffer.alloc(0)),
    retryable: RETRYABLE_KINDS.has(kind),
  };
}
