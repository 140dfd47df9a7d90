import { newProject, span } from './factories/spans';
import { startTestApp, type TestApp } from './test-app';

const REQUESTS = 60;

describe('ingestion under concurrency', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp();
  });
  afterAll(() => api.close());

  const times = <T>(count: number, make: (index: number) => T): T[] =>
    Array.from({ length: count }, (_, index) => make(index));
  const send = async (project: string, spans: unknown[]) => {
    const answer = await api.admin.begin('post', '/v1/traces/ingest').send({ project_id: project, spans });
    return { status: answer.status, code: answer.body.error?.code as string | undefined };
  };
  const read = async (project: string, trace = 'trace-1') =>
    (await api.admin.get(`/v1/traces/${trace}?project_id=${project}`)).body;
  const item = async (project: string) => (await api.admin.get(`/v1/traces?project_id=${project}`)).body.items[0];

  it('one span sent by many at once is stored once, the others get DUPLICATE_SPAN', async () => {
    const project = newProject();
    const answers = await Promise.all(times(REQUESTS, (index) => send(project, [span({ id: 'same', output: index })])));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ code }) => code === 'DUPLICATE_SPAN')).toHaveLength(REQUESTS - 1);
    expect(await item(project)).toMatchObject({ span_count: 1 });
  });

  it('of many roots of one trace one is stored, the others get INVALID_SPAN', async () => {
    const project = newProject();
    const answers = await Promise.all(times(REQUESTS, () => send(project, [span()])));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ code }) => code === 'INVALID_SPAN')).toHaveLength(REQUESTS - 1);
  });

  it('of two halves of a circle one is stored, whichever comes first', async () => {
    const project = newProject();
    const halves = times(REQUESTS, (pair) => [
      [span({ id: `a${pair}`, trace_id: `t${pair}`, parent_span_id: `b${pair}` })],
      [span({ id: `b${pair}`, trace_id: `t${pair}`, parent_span_id: `a${pair}` })],
    ]);
    const answers = await Promise.all(halves.map((pair) => Promise.all(pair.map((spans) => send(project, spans)))));
    for (const pair of answers)
      expect(pair.map(({ status, code }) => code ?? status).sort()).toEqual([201, 'CIRCULAR_SPAN_REFERENCE']);
  });

  it('of the three parts of a circle at most two are stored', async () => {
    const project = newProject();
    const parts = times(20, (index) =>
      ['ab', 'bc', 'ca'].map(([id, parent]) => [
        span({ id: id + index, trace_id: `t${index}`, parent_span_id: parent + index }),
      ]),
    );
    const answers = await Promise.all(parts.map((three) => Promise.all(three.map((spans) => send(project, spans)))));
    for (const three of answers) expect(three.map(({ status }) => status).sort()).toEqual([201, 201, 400]);
  });

  it('many first writers of a new project all succeed', async () => {
    const project = newProject();
    const answers = await Promise.all(times(REQUESTS, (index) => send(project, [span({ trace_id: `t${index}` })])));
    expect(answers.every(({ status }) => status === 201)).toBe(true);
    expect((await api.admin.get(`/v1/traces?project_id=${project}&limit=200`)).body.items).toHaveLength(REQUESTS);
  });

  it('many batches of one trace add up exactly', async () => {
    const project = newProject();
    const batch = (index: number) =>
      times(5, (n) =>
        span({
          id: `s${index}-${n}`,
          parent_span_id: index + n === 0 ? null : 's0-0',
          tokens_input: 2,
          tokens_output: 1,
          model: `m${index % 3}`,
          error: n === 4 ? { message: 'x' } : null,
        }),
      );
    const answers = await Promise.all(times(REQUESTS, (index) => send(project, batch(index))));
    expect(answers.every(({ status }) => status === 201)).toBe(true);
    expect(await item(project)).toMatchObject({
      root_span_id: 's0-0',
      span_count: REQUESTS * 5,
      tokens_input: REQUESTS * 10,
      tokens_output: REQUESTS * 5,
      error_count: REQUESTS,
      models: ['m0', 'm1', 'm2'],
    });
    expect((await read(project)).spans).toHaveLength(REQUESTS * 5);
  });

  it('batches that share traces in opposite orders do not fail', async () => {
    const project = newProject();
    const traces = times(10, (index) => `t${index}`);
    const answers = await Promise.all(
      times(REQUESTS, (index) =>
        send(
          project,
          (index % 2 === 0 ? traces : [...traces].reverse()).map((trace_id) =>
            span({ trace_id, parent_span_id: 'none' }),
          ),
        ),
      ),
    );
    expect(answers.every(({ status }) => status === 201)).toBe(true);
    const { items } = (await api.admin.get(`/v1/traces?project_id=${project}`)).body;
    expect(items.map((trace: any) => trace.span_count)).toEqual(traces.map(() => REQUESTS));
  });

  it('writers and a deleter of one trace leave rows and counts that agree', async () => {
    const project = newProject();
    const deletes = () => api.admin.begin('delete', `/v1/traces/trace-1?project_id=${project}`);
    const answers = await Promise.all(
      times(REQUESTS, (index) =>
        index % 5 === 4
          ? deletes().then(({ status }) => ({ status }))
          : send(project, [span({ parent_span_id: 'none' })]),
      ),
    );
    expect(answers.every(({ status }) => [200, 201, 404].includes(status))).toBe(true);
    await send(project, [span({ parent_span_id: 'none' })]);
    expect((await read(project)).spans).toHaveLength((await item(project)).span_count);
  });

  it('many who queue one trace all get the first time', async () => {
    const project = newProject();
    await send(project, [span()]);
    const answers = await Promise.all(
      times(REQUESTS, () => api.admin.post(`/v1/traces/trace-1/queue?project_id=${project}`, {}, 200)),
    );
    expect(new Set(answers.map(({ body }) => body.queued_at)).size).toBe(1);
  });
});
