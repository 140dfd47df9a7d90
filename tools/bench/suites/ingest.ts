import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { from as copyFrom } from 'pg-copy-streams';
import { interleaved, median } from '../measure';
import { exportBytes } from '../otlp-encoding';
import { atLeast, type Figure } from '../report';
import type { BenchService } from '../service';

const SPANS = 1_000;
const SPANS_PER_TRACE = 20;
const ROUNDS = 25;
const WARMUPS = 5;
const START = Date.parse('2026-02-21T22:00:00.000Z');
const WORDS = 'the model answered a question about capitals of countries with a city and its reason '.split(' ');

/** Text of about `length` characters that is not the same for every span. */
function prose(seed: number, length: number): string {
  let text = '';
  for (let index = seed; text.length < length; index += 7) text += `${WORDS[index % WORDS.length]} `;
  return text.slice(0, length);
}

/** A batch of spans of about 2 KB each, in traces of 20: a root and children. */
function batch(prefix: string): Record<string, unknown>[] {
  return Array.from({ length: SPANS }, (_, index) => {
    const trace = Math.floor(index / SPANS_PER_TRACE);
    const root = trace * SPANS_PER_TRACE;
    const start = START + index;
    return {
      id: `${prefix}-${index}`,
      trace_id: `${prefix}-t${trace}`,
      ...(index === root ? {} : { parent_span_id: `${prefix}-${root}` }),
      name: 'chat gpt-4o',
      kind: 'llm',
      input: { messages: [{ role: 'user', content: prose(index, 900) }] },
      output: { role: 'assistant', content: prose(index + 3, 800) },
      start_time: new Date(start).toISOString(),
      end_time: new Date(start + 250).toISOString(),
      tokens_input: 210,
      tokens_output: 180,
      model: 'gpt-4o-2024-11-20',
      metadata: { environment: 'production', release: '2026.02', user_id: `user-${index % 50}` },
    };
  });
}

const attribute = (key: string, value: string | number): object => ({
  key,
  value: typeof value === 'string' ? { stringValue: value } : { intValue: value },
});
const nanos = (time: unknown): string => `${Date.parse(String(time))}000000`;

/** The same spans as an exporter sends them: their payloads and counts as attributes of the GenAI conventions. */
function otlpBytes(project: string, prefix: string): Buffer {
  const hex = (text: unknown, digits: number): string =>
    createHash('sha256').update(String(text)).digest('hex').slice(0, digits);
  const spans = batch(prefix).map(({ input, output, metadata, ...span }) => ({
    traceId: hex(span.trace_id, 32),
    spanId: hex(span.id, 16),
    parentSpanId: span.parent_span_id === undefined ? '' : hex(span.parent_span_id, 16),
    name: span.name,
    kind: 3,
    startTimeUnixNano: nanos(span.start_time),
    endTimeUnixNano: nanos(span.end_time),
    attributes: [
      attribute('gen_ai.operation.name', 'chat'),
      attribute('gen_ai.response.model', String(span.model)),
      attribute('gen_ai.usage.input_tokens', Number(span.tokens_input)),
      attribute('gen_ai.usage.output_tokens', Number(span.tokens_output)),
      attribute('gen_ai.input.messages', JSON.stringify((input as { messages: object[] }).messages)),
      attribute('gen_ai.output.messages', JSON.stringify([output])),
      ...Object.entries(metadata as Record<string, string>).map(([key, value]) => attribute(key, value)),
    ],
  }));
  const resource = { attributes: [attribute('assay.project_id', project)] };
  return exportBytes({ resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'bench' }, spans }] }] });
}

const escaped = (text: string): string => text.replaceAll('\\', '\\\\');

/** The same rows in COPY's text format. */
function copyText(project: string, spans: Record<string, unknown>[]): Buffer {
  const lines = spans.map((span) =>
    [
      project,
      span.trace_id,
      span.id,
      span.parent_span_id ?? '\\N',
      span.name,
      span.kind,
      escaped(JSON.stringify(span.input)),
      escaped(JSON.stringify(span.output)),
      span.start_time,
      span.end_time,
      250,
      210,
      180,
      span.model,
      escaped(JSON.stringify(span.metadata)),
      '\\N',
    ].join('\t'),
  );
  return Buffer.from(`${lines.join('\n')}\n`);
}

const COLUMNS =
  'project_id, trace_id, id, parent_span_id, name, kind, input, output, start_time, end_time, duration_ms, tokens_input, tokens_output, model, metadata, error';

/** Ingest over HTTP against COPY of the same rows into the same table, with its indexes and foreign key, fsync on. */
export async function ingest({ client, database }: BenchService): Promise<Figure[]> {
  const project = 'bench-ingest';
  await client.call('POST', '/v1/projects', { id: project });
  const bodies = Array.from({ length: ROUNDS + WARMUPS }, (_, round) =>
    JSON.stringify({ project_id: project, spans: batch(`h${round}`) }),
  );
  const exports = Array.from({ length: ROUNDS + WARMUPS }, (_, round) => otlpBytes(project, `o${round}`));
  const copies = Array.from({ length: ROUNDS + WARMUPS }, (_, round) => copyText(project, batch(`c${round}`)));
  for (let round = 0; round < ROUNDS + WARMUPS; round += 1) {
    await database.query(
      `INSERT INTO traces (project_id, id, created_at, span_count, error_count, tokens_input, tokens_output, start_time)
       SELECT $1, $2 || '-t' || n, now(), ${SPANS_PER_TRACE}, 0, 0, 0, now() FROM generate_series(0, ${SPANS / SPANS_PER_TRACE - 1}) n`,
      [project, `c${round}`],
    );
  }
  const times = await interleaved(ROUNDS, WARMUPS, {
    http: async (round) => {
      const answer = await client.send('POST', '/v1/traces/ingest', bodies[round]);
      if (answer.status !== 201) throw new Error(answer.text.slice(0, 500));
    },
    otlp: async (round) => {
      const answer = await client.send('POST', '/v1/traces', exports[round], 'application/x-protobuf');
      if (answer.status !== 200 || answer.text !== '') throw new Error(answer.text.slice(0, 500));
    },
    copy: (round) =>
      pipeline(Readable.from([copies[round]]), database.query(copyFrom(`COPY spans (${COLUMNS}) FROM STDIN`))),
  });
  const rate = (side: string): number => (SPANS / median(times[side] ?? [])) * 1_000;
  const share = (side: string): number => (rate(side) / rate('copy')) * 100;
  const count = (side: string): string => Math.round(rate(side)).toLocaleString('en');
  const note = (side: string): string => `${count(side)} against ${count('copy')} spans/s, one connection each`;
  const work = (path: string): string => `POST ${path}, 1,000 spans of 2 KB, as a share of COPY into the same table`;
  return [
    atLeast(work('/v1/traces/ingest'), share('http'), 50, '%', note('http')),
    atLeast(work('/v1/traces (OTLP protobuf)'), share('otlp'), 40, '%', note('otlp')),
  ];
}
