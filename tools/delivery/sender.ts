import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { BatchSpanProcessor, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace';
import { setTimeout as delay } from 'node:timers/promises';

const SPANS_PER_TRACE = 50;
const SPANS_PER_BURST = 250;

/** What is sent, and where to. */
export interface Delivery {
  readonly url: string;
  readonly key: string;
  readonly project: string;
  readonly encoding: 'json' | 'protobuf';
  readonly spans: number;
  /** Over what time the spans come into being. */
  readonly durationMs: number;
}

/** What the exporter says of its batches. */
export interface Sent {
  readonly batches: number;
  /** Batches that the exporter gave up. */
  readonly lost: number;
}

/** Makes spans at an even pace and sends them with the exporter of the OpenTelemetry SDK, which tries again by itself. */
export async function send(delivery: Delivery): Promise<Sent> {
  const headers = { Authorization: `Bearer ${delivery.key}`, 'X-Project-Id': delivery.project };
  const settings = { url: `${delivery.url}/v1/traces`, headers };
  const exporter = delivery.encoding === 'json' ? new JsonExporter(settings) : new ProtobufExporter(settings);
  const counts = { batches: 0, lost: 0 };
  const counting: SpanExporter = {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        counts.batches += 1;
        if (result.code !== 0) counts.lost += 1;
        done(result);
      }),
    forceFlush: () => exporter.forceFlush(),
    shutdown: () => exporter.shutdown(),
  };
  const queue = { maxQueueSize: delivery.spans, maxExportBatchSize: SPANS_PER_BURST, scheduledDelayMillis: 100 };
  const provider = new TracerProvider({ spanProcessors: [new BatchSpanProcessor({ exporter: counting, ...queue })] });
  await makeSpans(provider, delivery);
  await provider.shutdown();
  return counts;
}

async function makeSpans(provider: TracerProvider, { spans, durationMs }: Delivery): Promise<void> {
  const tracer = provider.getTracer('delivery');
  const pauseMs = (durationMs * SPANS_PER_BURST) / spans;
  let root = tracer.startSpan('root');
  for (let index = 0; index < spans; index += 1) {
    if (index % SPANS_PER_TRACE === 0) {
      if (index > 0) root = tracer.startSpan('root');
      root.setAttribute('gen_ai.operation.name', 'invoke_agent').end();
    } else {
      const attributes = { 'gen_ai.operation.name': 'chat', 'gen_ai.usage.input_tokens': 1 };
      tracer.startSpan(`step ${index}`, { attributes }, trace.setSpan(ROOT_CONTEXT, root)).end();
    }
    if (index % SPANS_PER_BURST === SPANS_PER_BURST - 1) await delay(pauseMs);
  }
}
