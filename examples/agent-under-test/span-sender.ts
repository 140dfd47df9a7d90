import { randomBytes } from 'node:crypto';

/** What the agent did. */
export interface AgentSpan {
  readonly name: string;
  readonly input: string;
  readonly output: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** The header of the request, which names the trace. */
  readonly traceparent: string | string[] | undefined;
}

const FLUSH_MS = 200;

/**
 * Sends spans over OTLP, as the SDKs of OpenTelemetry do for programs that use them: here by hand, to show how little it
 * is. Without `ASSAY_URL` and `ASSAY_API_KEY` it sends nothing.
 */
export class SpanSender {
  private waiting: object[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly service: string) {}

  add({ name, input, output, startedAt, traceparent }: AgentSpan): void {
    const [, traceId, parentSpanId] = /^00-([0-9a-f]{32})-([0-9a-f]{16})-/.exec(String(traceparent)) ?? [];
    if (traceId === undefined) return;
    const attribute = (key: string, value: string): object => ({ key, value: { stringValue: value } });
    this.waiting.push({
      traceId,
      parentSpanId,
      spanId: randomBytes(8).toString('hex'),
      name,
      startTimeUnixNano: `${startedAt}000000`,
      endTimeUnixNano: `${Date.now()}000000`,
      attributes: [attribute('input.value', input), attribute('output.value', output)],
    });
    this.timer ??= setTimeout(() => void this.flush(), FLUSH_MS);
  }

  private async flush(): Promise<void> {
    const spans = this.waiting;
    this.waiting = [];
    this.timer = undefined;
    const { ASSAY_URL, ASSAY_API_KEY, ASSAY_PROJECT = 'default' } = process.env;
    if (ASSAY_URL === undefined || ASSAY_API_KEY === undefined) return;
    const resource = { attributes: [{ key: 'service.name', value: { stringValue: this.service } }] };
    await fetch(`${ASSAY_URL}/v1/traces`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${ASSAY_API_KEY}`,
        'content-type': 'application/json',
        'x-project-id': ASSAY_PROJECT,
      },
      body: JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] }),
    }).catch((error: unknown) => console.error(`spans were not sent: ${(error as Error).message}`));
  }
}
