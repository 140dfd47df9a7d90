import { randomBytes } from 'node:crypto';
import { Database } from '@assay/database';
import { countStatements } from '@assay/testing';
import { Rows } from './factories/rows';
import { newProject, span } from './factories/spans';
import { beginReading } from './slow-reader';
import { startTestApp, type TestApp } from './test-app';

const MEGABYTE = 1024 * 1024;
const FIELDS =
  'id,trace_id,parent_span_id,name,kind,input,output,start_time,end_time,duration_ms,tokens_input,tokens_output,model,metadata,error';

describe('large traces', () => {
  let api: TestApp;
  beforeAll(async () => {
    // Fewer connections than there are slow readers.
    api = await startTestApp({ databasePoolSize: 3, keyCacheMs: 600_000 });
  });
  afterAll(() => api.close());

  const send = (project: string, spans: unknown[]) =>
    api.admin.post('/v1/traces/ingest', { project_id: project, spans }, 201);
  const get = (project: string, query = '', status = 200) =>
    api.admin.get(`/v1/traces/trace-1?project_id=${project}${query}`, status);
  const at = (index: number) => new Date(Date.parse('2026-02-21T22:00:00.000Z') + index).toISOString();
  /** Text that compression does not make small. */
  const noise = (bytes: number) => randomBytes(bytes / 2).toString('hex');

  /** A trace of many spans, two below each, from several requests. */
  async function manySpans(count: number, payload: unknown = { text: 'x'.repeat(40) }): Promise<string> {
    const project = newProject();
    const spans = Array.from({ length: count }, (_, index) =>
      span({
        id: `s${index}`,
        ...(index === 0 ? {} : { parent_span_id: `s${(index - 1) >> 1}` }),
        start_time: at(index),
        input: payload,
      }),
    );
    for (let from = 0; from < count; from += 1_000) await send(project, spans.slice(from, from + 1_000));
    return project;
  }

  /** Ids of a tree, those below a span in brackets. */
  const drawn = (spans: any[]): string =>
    spans.map(({ id, children }) => (children.length === 0 ? id : `${id}(${drawn(children)})`)).join(' ');

  /** Many spans straight in the tables, all of one time but for every third. */
  async function stored(count: number): Promise<string> {
    const project = newProject();
    await (await new Rows(api, project).project()).trace('trace-1', { span_count: count }, null);
    await api.app.get(Database).run(
      `INSERT INTO spans AS s (project_id, trace_id, id, name, start_time)
       SELECT $1, 'trace-1', 's' || lpad(n::text, 6, '0'), 'n', $2::timestamptz + (n % 3) * interval '1 second'
       FROM generate_series(1, $3::int) AS n`,
      [project, at(0), count],
    );
    return project;
  }

  describe('GET /v1/traces/:id', () => {
    it('200: 2,500 spans in order, each once, as small traces have them', async () => {
      const { body } = await get(await manySpans(2_500));
      expect(body.span_count).toBe(2_500);
      expect(body.spans.map(({ id }: any) => id)).toEqual(Array.from({ length: 2_500 }, (_, index) => `s${index}`));
      expect(Object.keys(body.spans[7]).join(',')).toBe(FIELDS);
      expect(Object.keys(body)).toEqual([
        'id',
        'project_id',
        'root_span_id',
        'span_count',
        'spans',
        'created_at',
        'metadata',
        'queued_at',
      ]);
    });

    it('200: 45,000 spans of tied times, each once', async () => {
      const { body } = await get(await stored(45_000), '&fields=id');
      const ids = body.spans.map(({ id }: any) => id);
      expect(new Set(ids).size).toBe(45_000);
      expect(ids.slice(0, 3)).toEqual(['s000003', 's000006', 's000009']);
    });

    it.each(['', '&view=tree'])('200: payloads of megabytes come back exactly%s', async (query) => {
      const project = newProject();
      const values = {
        // Each 'é😀' is three units, two characters, six bytes: parts must not fall into the middle of one.
        input: `x${'é😀'.repeat(MEGABYTE)}`,
        output: { noise: noise(3 * MEGABYTE), '10': 1, z: 12345678901234567890n },
        metadata: { long: noise(3 * MEGABYTE), a: 1 },
        error: { message: 'm'.repeat(3 * MEGABYTE), type: null, stack: null },
      };
      const output = `{"noise":"${values.output.noise}","z":12345678901234567890,"10":1}`;
      const text = JSON.stringify(span({ id: 'r', ...values, output: null })).replace(
        '"output":null',
        `"output":${output}`,
      );
      await api.admin.raw('post', '/v1/traces/ingest', `{"project_id":"${project}","spans":[${text}]}`, 201);
      await send(project, [span({ id: 'c', parent_span_id: 'r', start_time: at(9) })]);
      const answer = await get(project, query);
      expect(answer.text.includes(`"output":${output}`)).toBe(true);
      const [root] = answer.body.spans;
      expect(root.input === values.input).toBe(true);
      expect(JSON.stringify([root.metadata, root.error])).toBe(JSON.stringify([values.metadata, values.error]));
      expect(JSON.stringify(answer.body.metadata)).toBe(JSON.stringify(values.metadata));
      expect(answer.text.match(/"id":"c"/g)).toHaveLength(1);
      const alone = await api.admin.get(`/v1/traces/trace-1/spans/r?project_id=${project}`);
      expect(alone.text.includes(`"output":${output}`)).toBe(true);
      expect(alone.body.input === values.input).toBe(true);
    });

    it('200: small and large spans mixed, compressed or not', async () => {
      const project = newProject();
      const sizes = [9, 0, 300_000, 1, 700_000, 800_000, 2_500_000, 20, 1_000_000, 1_000_000, 5, 900_000];
      const inputs = sizes.map((size, index) => (index % 2 === 0 ? 'x'.repeat(size) : noise(size)));
      for (const [index, input] of inputs.entries()) {
        await send(project, [span({ id: `s${index}`, parent_span_id: 'none', start_time: at(index), input })]);
      }
      const { body } = await get(project);
      expect(body.spans.map(({ input }: any, index: number) => input === inputs[index])).toEqual(
        inputs.map(() => true),
      );
    });
  });

  describe('?view=tree', () => {
    it('200: each span within its parent, siblings by start, orphans and further roots at the top', async () => {
      const project = newProject();
      await send(project, [
        span({ id: 'r', start_time: at(0) }),
        span({ id: 'b', parent_span_id: 'r', start_time: at(2) }),
        span({ id: 'a', parent_span_id: 'r', start_time: at(1) }),
        span({ id: 'c', parent_span_id: 'b', start_time: at(3) }),
        span({ id: 'orphan', parent_span_id: 'gone', start_time: at(4) }),
        span({ id: 'below', parent_span_id: 'orphan', start_time: at(5) }),
      ]);
      const { body } = await get(project, '&view=tree');
      expect(drawn(body.spans)).toBe('r(a b(c)) orphan(below)');
      expect(body.span_count).toBe(6);
      const list = (await get(project, '&view=list')).body;
      expect({ ...body.spans[0].children[0], children: undefined }).toEqual({ ...list.spans[1], children: undefined });
    });

    it('200: circles of parents end at the span that comes first', async () => {
      const project = newProject();
      const rows = await new Rows(api, project).project();
      await rows.trace('trace-1', { span_count: 5, payload_length: 0 }, null);
      const parents: [string, string][] = [
        ['self', 'self'],
        ['b', 'a'],
        ['a', 'c'],
        ['c', 'b'],
        ['d', 'a'],
      ];
      for (const [index, [id, parent_span_id]] of parents.entries()) {
        await rows.span('trace-1', { id, parent_span_id, start_time: at(index) });
      }
      expect(drawn((await get(project, '&view=tree')).body.spans)).toBe('self b(c(a(d)))');
    });

    it('200: of a large trace', async () => {
      const { body } = await get(await manySpans(1_500), '&view=tree&fields=id');
      const count = (spans: any[]): number => spans.reduce((sum, { children }) => sum + 1 + count(children), 0);
      expect(count(body.spans)).toBe(1_500);
      expect(body.spans[0].children.map(({ id }: any) => id)).toEqual(['s1', 's2']);
    });

    it('200: a chain of 3,000 spans is a tree 3,000 deep', async () => {
      const project = newProject();
      const chain = Array.from({ length: 3_000 }, (_, index) =>
        span({ id: `s${index}`, start_time: at(index), ...(index === 0 ? {} : { parent_span_id: `s${index - 1}` }) }),
      );
      for (let from = 0; from < 3_000; from += 1_000) await send(project, chain.slice(from, from + 1_000));
      const { text } = await beginReading(api, `/v1/traces/trace-1?project_id=${project}&view=tree&fields=id`).then(
        async (answer) => ({ text: await answer.read() }),
      );
      let depth = 0;
      for (let [at] = JSON.parse(text).spans; at !== undefined; [at] = at.children) depth += 1;
      expect(depth).toBe(3_000);
    });

    it('400: a tree of more than 100,000 spans, and another view', async () => {
      const project = newProject();
      await (await new Rows(api, project).project()).trace('trace-1', { span_count: 100_001 });
      expect((await get(project, '&view=tree', 400)).body.error).toMatchObject({
        code: 'INVALID_REQUEST',
        details: { field: 'view', limit: 100_000 },
      });
      await get(project, '&view=graph', 400);
    });
  });

  describe('?fields=', () => {
    it('200: only these fields, in the usual order, of spans alone', async () => {
      const project = newProject();
      await send(project, [span({ id: 'r', input: 'secret', output: 'x', metadata: { a: 1 } })]);
      const { body, text } = await get(project, '&fields=output,%20id');
      expect(body.spans).toEqual([{ id: 'r', output: 'x' }]);
      expect(Object.keys(body.spans[0])).toEqual(['id', 'output']);
      expect(body.metadata).toEqual({ a: 1 });
      expect(text).not.toContain('secret');
      const tree = (await get(project, '&fields=name&view=tree')).body;
      expect(tree.spans).toEqual([{ name: 'work', children: [] }]);
    });

    it('200: of a large trace too', async () => {
      const project = await manySpans(1_200, 'secret');
      const { body, text } = await get(project, '&fields=id,parent_span_id,metadata');
      expect(body.spans[1]).toEqual({ id: 's1', parent_span_id: 's0', metadata: null });
      expect(text).not.toContain('secret');
    });

    it.each(['', ',', 'id,', 'Id', 'id;name', 'children', 'spans', '__proto__', 'id,nope', '%00', '💥'])(
      '400 with the list of fields: %j',
      async (fields) => {
        const { body } = await get(newProject(), `&fields=${encodeURIComponent(fields)}`, 400);
        expect(body.error).toMatchObject({
          code: 'INVALID_REQUEST',
          details: { field: 'fields', accepted: FIELDS.split(',') },
        });
      },
    );
  });

  describe('GET /v1/traces/:trace_id/spans/:span_id', () => {
    it('200: one span, as its trace shows it', async () => {
      const project = newProject();
      await send(project, [
        span({ id: 'ä/ö ?#%', input: [1.5], metadata: { a: null }, error: { message: 'm' }, end_time: at(7) }),
        span({ id: 'other', parent_span_id: 'x' }),
      ]);
      const path = `/v1/traces/trace-1/spans/${encodeURIComponent('ä/ö ?#%')}?project_id=${project}`;
      const one = await api.admin.get(path);
      expect(one.body).toEqual((await get(project)).body.spans.find(({ id }: any) => id !== 'other'));
      expect(one.headers['content-type']).toMatch(/^application\/json/);
    });

    it('400 PROJECT_REQUIRED: several projects hold the trace', async () => {
      const trace = newProject();
      for (const project of [newProject(), newProject()]) await send(project, [span({ id: 's', trace_id: trace })]);
      expect((await api.admin.get(`/v1/traces/${trace}/spans/s`, 400)).body.error.code).toBe('PROJECT_REQUIRED');
    });

    it('404: another span, trace or project, and ids that none can have', async () => {
      const project = newProject();
      await send(project, [span({ id: 's' }), span({ id: 'elsewhere', trace_id: 't2' })]);
      const paths = ['trace-1/spans/S', 'trace-1/spans/elsewhere', 'nope/spans/s', 'trace-1/spans/%00'];
      paths.push(`trace-1/spans/${'x'.repeat(600)}`, `${'x'.repeat(600)}/spans/s`);
      for (const path of paths) await api.admin.get(`/v1/traces/${path}?project_id=${project}`, 404);
      await (await api.clientOf(newProject())).get('/v1/traces/trace-1/spans/s', 404);
      await api.admin.get(`/v1/traces/${newProject()}/spans/s`, 404);
    });
  });

  describe('while it streams', () => {
    /** 16 MB that no compression makes small: more than fits into the buffers of a connection. */
    const large = () => manySpansOf(16);
    async function manySpansOf(megabytes: number): Promise<string> {
      const project = newProject();
      for (let index = 0; index < megabytes; index += 1) {
        const input = noise(MEGABYTE);
        await send(project, [span({ id: `s${index}`, parent_span_id: 'none', start_time: at(index), input })]);
      }
      return project;
    }
    const path = (project: string) => `/v1/traces/trace-1?project_id=${project}`;

    it('readers that stand still hold no database connection, and read on where they were', async () => {
      const project = await large();
      const whole = (await get(project)).text;
      const readers = await Promise.all(Array.from({ length: 6 }, () => beginReading(api, path(project))));
      const others = await Promise.all(
        Array.from({ length: 20 }, () => api.admin.get(`/v1/traces/trace-1/spans/nope?project_id=${project}`, 404)),
      );
      expect(others).toHaveLength(20);
      expect((await readers[0]?.read()) === whole).toBe(true);
      for (const reader of readers.slice(1)) reader.leave();
    });

    it('a reader that goes away midway leaves nothing behind', async () => {
      const project = await large();
      for (let round = 0; round < 8; round += 1) (await beginReading(api, path(project))).leave();
      const { pool } = api.app.get(Database);
      const inUse = () => pool.waitingCount + pool.totalCount - pool.idleCount;
      // The page that was being read when a reader went is still read to its end.
      const deadline = Date.now() + 20_000;
      while (inUse() > 0 && Date.now() < deadline) await get(project, '&fields=id');
      expect(inUse()).toBe(0);
    });

    it('spans that arrive meanwhile do not show', async () => {
      const project = await large();
      const reader = await beginReading(api, path(project));
      await send(project, [span({ id: 'new', parent_span_id: 'none', start_time: at(99) })]);
      const body = JSON.parse(await reader.read());
      expect([body.span_count, body.spans.length]).toEqual([16, 16]);
    });

    it('is cut off, not ended, when the trace is deleted, also when it comes anew', async () => {
      for (const isNew of [false, true]) {
        const project = await large();
        const reader = await beginReading(api, path(project));
        await api.admin.delete(`/v1/traces/trace-1?project_id=${project}`);
        const again = (index: number) => span({ id: `s${index}`, parent_span_id: 'none', start_time: at(index) });
        if (isNew)
          await send(
            project,
            Array.from({ length: 16 }, (_, index) => again(index)),
          );
        await expect(reader.read()).rejects.toThrow(/aborted|terminated|hang up/);
      }
    });
  });

  it('a large trace costs one statement, one for each 20,000 ids, and one for each page', async () => {
    const project = await manySpans(1_001);
    await get(project);
    // Pages of 100, 200, 400 and 301 spans.
    expect((await countStatements(() => get(project))).statements).toHaveLength(1 + 1 + 4);
  });
});
