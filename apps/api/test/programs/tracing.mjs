// What an application sets up to send its spans here: the stock exporter and a provider. The context manager, which lets
// spans find their parent across awaits, is the one of @opentelemetry/context-async-hooks in a few lines.
import { AsyncLocalStorage } from 'node:async_hooks';
import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';

class AsyncContextManager {
  storage = new AsyncLocalStorage();

  active() {
    return this.storage.getStore() ?? ROOT_CONTEXT;
  }

  with(active, work, self, ...args) {
    return this.storage.run(active, () => work.apply(self, args));
  }

  bind(active, target) {
    return typeof target === 'function' ? (...args) => this.with(active, target, undefined, ...args) : target;
  }

  enable() {
    return this;
  }

  disable() {
    return this;
  }
}

/** Notes the traces that begin. */
class TraceNotes {
  traceIds = [];

  onStart(span) {
    if (span.parentSpanContext === undefined) this.traceIds.push(span.spanContext().traceId);
  }

  onEnd() {}

  async forceFlush() {}

  async shutdown() {}
}

/** Runs what an application does, part by part, and prints the ids of the traces that each part began, by its name. */
export async function traced(parts) {
  const { ASSAY_URL, ASSAY_API_KEY, ASSAY_PROJECT, ENCODING } = process.env;
  const headers = { Authorization: `Bearer ${ASSAY_API_KEY}`, 'X-Project-Id': ASSAY_PROJECT };
  const Exporter = ENCODING === 'json' ? JsonExporter : ProtobufExporter;
  const exporter = new Exporter({ url: `${ASSAY_URL}/v1/traces`, headers });
  const notes = new TraceNotes();
  const provider = new TracerProvider({ spanProcessors: [notes, new BatchSpanProcessor({ exporter })] });
  context.setGlobalContextManager(new AsyncContextManager());
  trace.setGlobalTracerProvider(provider);
  const begun = {};
  for (const [name, work] of Object.entries(parts(provider))) {
    notes.traceIds = [];
    await work();
    begun[name] = notes.traceIds;
  }
  await provider.shutdown();
  console.log(JSON.stringify(begun));
}
