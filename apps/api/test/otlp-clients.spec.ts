import { request as httpRequest } from 'node:http';
import { gzipSync } from 'node:zlib';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { BatchSpanProcessor, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace';
import { ENCODINGS, type EncodingName, exportOf, otlpSpan, postExport } from './factories/otlp';
import { newProject } from './factories/spans';
import { startTestApp, type TestApp } from './test-app';
import { ADMIN_KEY } from './test-config';

const EXPORTERS: Record<EncodingName, () => SpanExporter> = {
  JSON: () => new JsonExporter(),
  protobuf: () => new ProtobufExporter(),
};
/** What a client reads of an answer at most (OTLP 1.11). */
const MAX_ANSWER_BYTES = 4 * 1_024 * 1_024;

describe.each(Object.keys(ENCODINGS) as EncodingName[])('POST /v1/traces as clients use it, in %s', (name) => {
  const { type, encode } = ENCODINGS[name];
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp();
  });
  afterAll(() => api.close());

  const spansOf = async (traceId: string, project: string): Promise<any[]> =>
    (await api.admin.get(`/v1/traces/${traceId}?project_id=${project}`)).body.spans;

  /** Sends a body in chunks, without its length, as exporters of JavaScript and of Go do. */
  async function postChunked(chunks: Buffer[], headers: Record<string, string>): Promise<[number, string]> {
    const asked = httpRequest(`${api.url}/v1/traces`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': type, ...headers },
    });
    for (const chunk of chunks) asked.write(chunk);
    asked.end();
    return new Promise((resolve, reject) => {
      asked.on('error', reject).on('response', (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () => resolve([answer.statusCode ?? 0, Buffer.concat(parts).toString()]));
      });
    });
  }

  it.each(['identity', 'gzip'])('a body in chunks, without Content-Length, in %s', async (coding) => {
    const project = newProject();
    const spans = Array.from({ length: 20 }, () => otlpSpan({ traceId: 'ab'.repeat(16) }));
    const whole = encode(exportOf(spans));
    const bytes = coding === 'gzip' ? gzipSync(whole) : whole;
    const middle = Math.floor(bytes.length / 2);
    const headers = { 'content-encoding': coding, 'x-project-id': project };
    const answer = await postChunked([bytes.subarray(0, middle), bytes.subarray(middle)], headers);
    expect(answer).toEqual([200, name === 'JSON' ? '{}' : '']);
    expect(await spansOf('ab'.repeat(16), project)).toHaveLength(20);
  });

  it('the SDK with OTEL_EXPORTER_OTLP_ENDPOINT alone, to which it appends v1/traces', async () => {
    const project = newProject();
    const environment = jest.replaceProperty(process, 'env', {
      OTEL_EXPORTER_OTLP_ENDPOINT: api.url,
      OTEL_EXPORTER_OTLP_HEADERS: `Authorization=Bearer ${ADMIN_KEY},X-Project-Id=${project}`,
    });
    try {
      const provider = new TracerProvider({
        spanProcessors: [new BatchSpanProcessor({ exporter: EXPORTERS[name]() })],
      });
      const span = provider.getTracer('t').startSpan('root', {}, ROOT_CONTEXT);
      span.end();
      await provider.shutdown();
      expect(await spansOf(span.spanContext().traceId, project)).toMatchObject([{ name: 'root' }]);
    } finally {
      environment.restore();
    }
  });

  it('a request without any spans is a success, whatever its envelopes hold', async () => {
    for (const request of [{}, { resourceSpans: [{ scopeSpans: [{ spans: [] }] }] }]) {
      const answer = await postExport(api, name, request);
      expect([answer.status, answer.bytes.toString()]).toEqual([200, name === 'JSON' ? '{}' : '']);
    }
  });

  it('an answer stays small, however many spans it rejects', async () => {
    const bad = Array.from({ length: 5_000 }, () => otlpSpan({ traceId: '00'.repeat(16), name: 'n'.repeat(200) }));
    const answer = await postExport(api, name, exportOf(bad), { 'x-project-id': newProject() });
    expect(answer.status).toBe(200);
    expect(answer.bytes.length).toBeGreaterThan(0);
    expect(answer.bytes.length).toBeLessThan(MAX_ANSWER_BYTES);
  });

  it('the type of an answer is that of the request to the letter, also with parameters, for clients that compare it', async () => {
    for (const spans of [[otlpSpan()], [otlpSpan({ startTimeUnixNano: '0' })]]) {
      const answer = await postExport(api, name, exportOf(spans), {
        'content-type': `${type}; charset=utf-8`,
        'x-project-id': newProject(),
      });
      expect([answer.status, answer.type]).toEqual([200, type]);
    }
  });
});
