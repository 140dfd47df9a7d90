import { ERROR_CATALOGUE } from '@assay/shared/errors';
import { newId } from '@assay/shared/ids';
import type { ApiClient } from './api-client';
import { Lab } from './factories/lab';
import { storedRows } from './stored-rows';
import { startTestApp, type TestApp } from './test-app';

type Body = Record<string, unknown>;

/** Values of every JSON type, and texts and numbers that trip parsers and databases. */
const STRANGE: [string, string][] = [
  ['null', 'null'],
  ['true', 'true'],
  ['a number', '5'],
  ['a negative number', '-1'],
  ['a fraction', '0.5'],
  ['a number beyond doubles', '1e999'],
  ['a number of 400 digits', '9'.repeat(400)],
  ['an empty text', '""'],
  ['a blank text', '"  \\t "'],
  ['U+0000', '"a\\u0000b"'],
  ['a lone surrogate', '"\\ud800"'],
  ['a text of 10,000 characters', JSON.stringify('n'.repeat(10_000))],
  ['a day that does not exist', '"2026-02-30T00:00:00Z"'],
  ['a list', '[]'],
  ['a list of lists', '[[],[[]]]'],
  ['an object', '{}'],
  ['an object with strange keys', '{"__proto__":{"x":1},"constructor":1,"toString":"x"}'],
];

describe('fields of the wrong kind', () => {
  let api: TestApp;
  let client: ApiClient;
  let targets: [string, string, Body][];
  beforeAll(async () => {
    api = await startTestApp();
    const lab = await Lab.open(api);
    client = lab.client;
    const { id: dataset, itemIds } = await lab.dataset(2);
    const experiment = await lab.experiment(dataset);
    const submitted = await lab.submit(experiment, [{ dataset_item_id: itemIds[0], output: 'x' }]);
    const trace = newId();
    await client.post('/v1/traces/ingest', { spans: [spanOf(trace)] }, 201);
    targets = [
      ['post', '/v1/traces/ingest', { project_id: lab.projectId, spans: [spanOf(newId())] }],
      ['post', '/v1/datasets', { project_id: lab.projectId, name: 'n', description: 'd', tags: ['t'], metadata: {} }],
      ['patch', `/v1/datasets/${dataset}`, { name: 'n', description: 'd', tags: ['t'], metadata: {} }],
      ['post', `/v1/datasets/${dataset}/items`, { input: 'x', expected_output: 'y', metadata: {} }],
      ['post', `/v1/datasets/${dataset}/items/batch`, { items: [{ input: 'x', metadata: {} }] }],
      ['patch', `/v1/datasets/${dataset}/items/${itemIds[1]}`, { input: 'x', metadata: {} }],
      [
        'post',
        '/v1/experiments',
        {
          project_id: lab.projectId,
          name: 'n',
          dataset_id: dataset,
          metadata: {},
          auto_complete: false,
          threshold: { scorer_name: 's', metric: 'mean', threshold: 0.5 },
        },
      ],
      [
        'post',
        `/v1/experiments/${experiment}/runs`,
        {
          runs: [
            {
              dataset_item_id: itemIds[1],
              output: 'x',
              trace_id: 't',
              latency_ms: 1,
              tokens_input: 1,
              tokens_output: 1,
              cost_usd: 0.1,
              metadata: {},
              scores: [{ scorer_name: 'human', value: 1 }],
            },
          ],
        },
      ],
      [
        'post',
        `/v1/experiments/${experiment}/threshold`,
        { scorer_name: 's', metric: 'mean', threshold: 0.5, comparison: 'gte' },
      ],
      [
        'post',
        '/v1/scores',
        {
          target_id: submitted.body.run_ids[0],
          target_type: 'run',
          scorer_name: 'human',
          value: 0.5,
          rationale: 'r',
          config: {},
        },
      ],
      ['post', '/v1/annotations', { trace_id: trace, span_id: 'span', annotator: 'a', label: 'l', notes: 'n' }],
    ];
  });
  afterAll(() => api.close());

  /** A body with one field replaced by a JSON text, on any level: `[path, body text]`. */
  function* mutations(body: Body, value: string): Generator<[string, string]> {
    const mark = `mark-${newId()}`;
    for (const path of pathsOf(body))
      yield [path.join('.'), JSON.stringify(replaced(body, path, mark)).replace(`"${mark}"`, value)];
  }

  it.each(STRANGE)(
    '%s in any field of any body: accepted whole or refused whole with a code of the catalogue, never a 5xx',
    async (_, value) => {
      for (const [method, path, body] of targets) {
        for (const [field, sent] of mutations(body, value)) {
          const before = await storedRows(api);
          const answer = await client
            .begin(method as 'post', path)
            .set('content-type', 'application/json')
            .send(sent);
          const place = `${method} ${path} ${field} = ${value.slice(0, 40)}: ${answer.text.slice(0, 200)}`;
          if (answer.status < 400) continue;
          if (answer.status >= 500) throw new Error(place);
          const code = answer.body.error?.code as keyof typeof ERROR_CATALOGUE;
          if (ERROR_CATALOGUE[code]?.status !== answer.status) throw new Error(place);
          expect([place, await storedRows(api)]).toEqual([place, before]);
        }
      }
    },
  );

  it('a text field of the wrong type is 400 and named', async () => {
    for (const [field, path, base] of [
      ['name', '/v1/datasets', {}],
      ['name', '/v1/experiments', { dataset_id: newId() }],
      ['scorer_name', '/v1/scores', { target_id: newId(), target_type: 'run', value: 1 }],
      ['annotator', '/v1/annotations', { trace_id: 't', label: 'l' }],
    ] as [string, string, Body][]) {
      for (const wrong of [5, true, [], {}, 'n'.repeat(10_000), 'a\u0000']) {
        const { body } = await client.post(path, { ...base, [field]: wrong }, 400);
        expect(body.error).toMatchObject({ code: 'INVALID_REQUEST', details: { field } });
      }
    }
  });

  it('ids of 300 characters are 400 where callers choose them, 404 where the server does', async () => {
    const long = 'i'.repeat(300);
    const start_time = '2026-02-21T22:00:00Z';
    const span = await client.post(
      '/v1/traces/ingest',
      { spans: [{ id: long, trace_id: 't', name: 'n', start_time }] },
      400,
    );
    expect(span.body.error).toMatchObject({ code: 'INVALID_SPAN', details: { errors: [{ index: 0, field: 'id' }] } });
    await api.admin.post('/v1/projects', { id: long }, 400);
    await client.post('/v1/experiments', { name: 'n', dataset_id: long }, 404);
  });

  it.each([
    '2026-02-30T00:00:00Z',
    '2026-02-21 22:00:00Z',
    '2026-02-21T22:00:00',
    '2026-02-21T24:01:00Z',
    'now',
    '20260221T220000Z',
    '1771711200',
  ])('%s is no time of a span', async (start_time) => {
    const { body } = await client.post('/v1/traces/ingest', { spans: [{ ...spanOf(newId()), start_time }] }, 400);
    expect(body.error).toMatchObject({ code: 'INVALID_SPAN', details: { errors: [{ field: 'start_time' }] } });
  });

  it.each(['1e999', '-1', '1.5', '"5"', '9007199254740993000000', 'true'])(
    '%s is no number of tokens',
    async (tokens) => {
      const sent = JSON.stringify({ spans: [{ ...spanOf(newId()), tokens_input: 'T' }] }).replace('"T"', tokens);
      const { body } = await client.raw('post', '/v1/traces/ingest', sent, 400);
      expect(body.error).toMatchObject({ code: 'INVALID_SPAN', details: { errors: [{ field: 'tokens_input' }] } });
    },
  );

  it('keys such as __proto__ and constructor are ordinary data; of duplicate keys the last wins; unknown fields are ignored', async () => {
    const name = `d-${newId()}`;
    const made = await client.raw(
      'post',
      '/v1/datasets',
      `{"name":"first","__proto__":{"name":"p"},"constructor":5,"unknown":[1],"name":"${name}","metadata":{"__proto__":"x","constructor":{"a":1}}}`,
      201,
    );
    expect(made.body.name).toBe(name);
    expect(made.text).toMatch(/"__proto__": ?"x"/);
    const item = await client.raw(
      'post',
      `/v1/datasets/${made.body.id}/items`,
      '{"input":{"__proto__":{"polluted":true},"a":1,"a":2}}',
      201,
    );
    expect(item.text).toContain('{"__proto__":{"polluted":true},"a":2}');
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it.each([
    ['no body', undefined, undefined],
    ['an empty JSON body', '', 'application/json'],
    ['{}', '{}', 'application/json'],
    ['an empty form, as curl sends it', '', 'application/x-www-form-urlencoded'],
  ])('a POST without fields takes %s', async (_, body, type) => {
    const lab = await Lab.open(api);
    const experiment = await lab.experiment((await lab.dataset(1)).id);
    const headers: Record<string, string> = {
      authorization: `Bearer ${lab.client.token}`,
      ...(type === undefined ? {} : { 'content-type': type }),
    };
    const answer = await fetch(`${api.url}/v1/experiments/${experiment}/complete`, {
      method: 'POST',
      headers,
      ...(body === undefined ? {} : { body }),
    });
    expect([answer.status, ((await answer.json()) as { status: string }).status]).toEqual([200, 'completed']);
  });
});

function spanOf(traceId: string): Body {
  return {
    id: 'span',
    trace_id: traceId,
    name: 'n',
    kind: 'llm',
    input: 'i',
    output: 'o',
    start_time: '2026-02-21T22:00:00Z',
    end_time: '2026-02-21T22:00:01Z',
    tokens_input: 1,
    tokens_output: 1,
    model: 'm',
    metadata: { k: 'v' },
  };
}

/** The place of every value in a body. */
function pathsOf(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  const here = path.length === 0 ? [] : [path];
  if (Array.isArray(value)) return [...here, ...value.flatMap((each, index) => pathsOf(each, [...path, index]))];
  if (typeof value !== 'object' || value === null) return here;
  return [...here, ...Object.entries(value).flatMap(([key, each]) => pathsOf(each, [...path, key]))];
}

/** A copy with another value in one place. */
function replaced(value: unknown, [first, ...rest]: (string | number)[], by: unknown): unknown {
  if (first === undefined) return by;
  if (Array.isArray(value)) return value.map((each, index) => (index === first ? replaced(each, rest, by) : each));
  return { ...(value as Body), [first]: replaced((value as Body)[first], rest, by) };
}
