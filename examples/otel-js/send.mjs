import { ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';

const { ASSAY_URL = 'http://127.0.0.1:3000', ASSAY_API_KEY, ASSAY_PROJECT = 'otel-js' } = process.env;

// What an application adds to send its spans here: an exporter, a provider, and that the provider is the global one.
const headers = { Authorization: `Bearer ${ASSAY_API_KEY}`, 'X-Project-Id': ASSAY_PROJECT };
const exporter = new OTLPTraceExporter({ url: `${ASSAY_URL}/v1/traces`, headers });
const provider = new TracerProvider({ spanProcessors: [new BatchSpanProcessor({ exporter })] });
trace.setGlobalTracerProvider(provider);

// What an instrumented application does by itself: spans with attributes of a convention, here OpenTelemetry's GenAI.
const tracer = trace.getTracer('otel-js-example');
const agent = tracer.startSpan('invoke_agent guide', { attributes: { 'gen_ai.operation.name': 'invoke_agent' } });
const chat = tracer.startSpan(
  'chat gpt-4o',
  {
    kind: SpanKind.CLIENT,
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.usage.input_tokens': 12,
      'gen_ai.usage.output_tokens': 3,
      'gen_ai.input.messages': '[{"role":"user","parts":[{"type":"text","content":"Capital of Peru?"}]}]',
      'gen_ai.output.messages': '[{"role":"assistant","parts":[{"type":"text","content":"Lima."}]}]',
    },
  },
  trace.setSpan(ROOT_CONTEXT, agent),
);
chat.end();
agent.end();

await provider.shutdown(); // Sends what is still waiting.
console.log(`${ASSAY_URL}/v1/traces/${agent.spanContext().traceId}?project_id=${encodeURIComponent(ASSAY_PROJECT)}`);
