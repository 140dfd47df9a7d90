import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace as traceApi } from '@opentelemetry/api';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { TracerProvider, BatchSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace';
import { newProject } from './factories/spans';
import { openSocket } from './raw-socket';
import { startTestApp, type TestApp } from './test-app';
import { ADMIN_KEY } from './test-config';

type Settings = ConstructorParameters<typeof ProtobufExporter>[0] & object;

const EXPORTERS: [string, (settings: Settings) => SpanExporter][] = [
  ['exporter-trace-otlp-http (JSON)', (settings) => new JsonExporter(settings)],
  ['exporter-trace-otlp-proto (protobuf)', (settings) => new ProtobufExporter(settings)],
];

describe.each(EXPORTERS)('the OpenTelemetry SDK of JavaScript with %s', (_, exporterOf) => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp();
  });
  afterAll(() => api.close());

  const providerOf = (settings: Settings, resource: Record<string, string> = {}): TracerProvider => {
    const exporter = exporterOf({ url: `${api.url}/v1/traces`, ...settings });
    return new TracerProvider({
      resource: resourceFromAttributes({ 'service.name': 'shop', ...resource }),
      spanProcessors: [new BatchSpanProcessor({ exporter })],
    });
  };
  const readTrace = async (id: string, project: string) =>
    (await api.admin.get(`/v1/traces/${id}?project_id=${project}`)).body;

  it.each(['none', 'gzip'])('delivers a chat with a tool, compression %s', async (compression) => {
    const project = newProject();
    const { token } = await api.clientOf(project);
    const provider = providerOf({
      headers: { Authorization: `Bearer ${token}` },
      compression: compression as never,
    });
    const tracer = provider.getTracer('shop');
    const messages = [{ role: 'user', parts: [{ type: 'text', content: 'Capital of Peru?' }] }];
    const agent = tracer.startSpan('invoke_agent', { attributes: { 'gen_ai.operation.name': 'invoke_agent' } });
    const inAgent = traceApi.setSpan(ROOT_CONTEXT, agent);
    const chat = tracer.startSpan(
      'chat gpt-4o',
      {
        kind: SpanKind.CLIENT,
        attributes: {
          'gen_ai.operation.name': 'chat',
          'gen_ai.request.model': 'gpt-4o',
          'gen_ai.response.model': 'gpt-4o-2024-11-20',
          'gen_ai.usage.input_tokens': 31,
          'gen_ai.usage.output_tokens': 9,
          'gen_ai.conversation.id': 'conv-7',
          'gen_ai.input.messages': JSON.stringify(messages),
          'gen_ai.output.messages': '[{"role":"assistant","parts":[{"type":"text","content":"Lima."}]}]',
        },
      },
      inAgent,
    );
    chat.end();
    const tool = tracer.startSpan('execute_tool', { attributes: { 'gen_ai.tool.name': 'maps' } }, inAgent);
    tool.recordException(new TypeError('no such city'));
    tool.setStatus({ code: SpanStatusCode.ERROR, message: 'failed' });
    tool.end();
    agent.end();
    await provider.shutdown();

    const trace = await readTrace(agent.spanContext().traceId, project);
    const byName = Object.fromEntries(trace.spans.map((span: any) => [span.name, span]));
    expect(trace.root_span_id).toBe(agent.spanContext().spanId);
    expect(byName.invoke_agent).toMatchObject({ kind: 'agent', parent_span_id: null });
    expect(byName['chat gpt-4o']).toMatchObject({
      kind: 'llm',
      parent_span_id: agent.spanContext().spanId,
      model: 'gpt-4o-2024-11-20',
      tokens_input: 31,
      tokens_output: 9,
      input: messages,
      output: [{ role: 'assistant', parts: [{ type: 'text', content: 'Lima.' }] }],
      error: null,
    });
    expect(byName.execute_tool).toMatchObject({ kind: 'tool', error: { message: 'no such city', type: 'TypeError' } });
    const { body } = await api.admin.get(`/v1/traces?project_id=${project}&session_id=conv-7`);
    expect(body.items).toMatchObject([{ span_count: 3, tokens_input: 31, tokens_output: 9, error_count: 1 }]);
  });

  it('delivers 2,000 spans in batches, each once, to the project that the resource names', async () => {
    const project = newProject();
    const headers = { Authorization: `Bearer ${api.admin.token}` };
    const provider = providerOf({ headers, concurrencyLimit: 30 }, { 'assay.project_id': project });
    const root = provider.getTracer('load').startSpan('root');
    const context = traceApi.setSpan(ROOT_CONTEXT, root);
    for (let index = 1; index < 2_000; index += 1)
      provider.getTracer('load').startSpan(`step ${index}`, {}, context).end();
    root.end();
    await provider.forceFlush();
    await provider.shutdown();
    const trace = await readTrace(root.spanContext().traceId, project);
    expect(new Set(trace.spans.map(({ name }: any) => name)).size).toBe(2_000);
    expect(trace.spans).toHaveLength(2_000);
  });

  it('tries again what was refused with 503, and every span is there once', async () => {
    const project = newProject();
    const full = await startTestApp({ maxConcurrentRequests: 1 }, { url: api.databaseUrl });
    try {
      const slot = await openSocket(full.url);
      slot.socket.write(
        `POST /v1/projects HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${ADMIN_KEY}\r\nContent-Type: application/json\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n`,
      );
      await slot.until('100 Continue');
      const headers = { Authorization: `Bearer ${ADMIN_KEY}`, 'X-Project-Id': project };
      const provider = providerOf({ url: `${full.url}/v1/traces`, headers });
      const root = provider.getTracer('t').startSpan('root');
      root.end();
      const delivered = provider.shutdown();
      const refusals = /http_requests_total\{method="POST",route="\/v1\/traces",status="503"\} [1-9]/;
      while (!refusals.test((await full.admin.get('/metrics')).text));
      slot.socket.destroy();
      await delivered;
      const { traceId, spanId } = root.spanContext();
      expect((await readTrace(traceId, project)).spans).toMatchObject([{ id: spanId }]);
    } finally {
      await full.close();
    }
  });
});

describe('examples/otel-js', () => {
  it('sends its trace', async () => {
    const api = await startTestApp();
    try {
      const env = { ASSAY_URL: api.url, ASSAY_API_KEY: ADMIN_KEY };
      const program = join(__dirname, '..', '..', '..', 'examples', 'otel-js', 'send.mjs');
      const { stdout } = await promisify(execFile)(process.execPath, [program], { env });
      const { body } = await api.admin.get(stdout.trim().slice(api.url.length));
      expect(body.spans).toMatchObject([
        { name: 'invoke_agent guide', kind: 'agent' },
        { name: 'chat gpt-4o', kind: 'llm', model: 'gpt-4o', tokens_input: 12, tokens_output: 3 },
      ]);
    } finally {
      await api.close();
    }
  });
});
