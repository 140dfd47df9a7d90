import { Lab, score } from './factories/lab';
import { newProject, span } from './factories/spans';
import { startTestApp, type TestApp } from './test-app';

describe('projects of the contract', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp();
  });
  afterAll(() => api.close());

  const send = (project: string, spans: unknown[]): Promise<unknown> =>
    api.admin.post('/v1/traces/ingest', { project_id: project, spans }, 201);

  it('a write by an unbound token creates the project that it names; a list does not', async () => {
    const [ofSpans, ofDataset, ofKey, listed] = [newProject(), newProject(), newProject(), newProject()];
    await send(ofSpans, [span()]);
    await api.admin.post('/v1/datasets', { project_id: ofDataset, name: 'n' }, 201);
    await api.admin.post(`/v1/projects/${ofKey}/api-keys`, { name: 'n', role: 'read' }, 201);
    for (const project of [ofSpans, ofDataset, ofKey]) await api.admin.get(`/v1/projects/${project}/summary`);
    for (const list of ['traces', 'datasets', 'experiments', 'queue']) {
      const { body } = await api.admin.get(`/v1/${list}?project_id=${listed}`);
      expect(body).toEqual({ items: [], next_cursor: null, limit: 50 });
    }
    await api.admin.get(`/v1/projects/${listed}/summary`, 404);
  });

  it('project_id is required on the lists of traces, datasets, experiments and the queue', async () => {
    for (const list of ['traces', 'datasets', 'experiments', 'queue']) {
      const { body } = await api.admin.get(`/v1/${list}`, 400);
      expect([list, body.error.code]).toEqual([list, 'PROJECT_REQUIRED']);
    }
  });

  it('lists under a parent or for a target take the project of that resource', async () => {
    const lab = await Lab.open(api);
    const { id, itemIds } = await lab.dataset(1);
    const experiment = await lab.scored(id, { [itemIds[0]]: [score(1)] });
    const trace = newProject();
    await send(lab.projectId, [span({ trace_id: trace })]);
    const note = { trace_id: trace, annotator: 'a', label: 'l' };
    await lab.client.post('/v1/annotations', note, 201);
    const items = async (path: string): Promise<any[]> => (await api.admin.get(path)).body.items;
    const [submitted] = await items(`/v1/experiments/${experiment}/runs`);
    expect(await items(`/v1/datasets/${id}/items`)).toHaveLength(1);
    expect(await items(`/v1/scores?target_type=run&target_id=${submitted.id}`)).toHaveLength(1);
    expect(await items(`/v1/annotations?trace_id=${trace}`)).toMatchObject([{ project_id: lab.projectId }]);
  });

  it('every endpoint that names a trace or span takes project_id, which only an id of several projects requires', async () => {
    const [one, two] = [newProject(), newProject()];
    const [trace, alone] = [newProject(), newProject()];
    for (const project of [one, two]) await send(project, [span({ id: `s-${trace}`, trace_id: trace })]);
    await send(one, [span({ id: `s-${alone}`, trace_id: alone })]);
    const note = (id: string): object => ({ trace_id: id, annotator: 'a', label: 'l' });
    const rating = (id: string): object => ({ target_id: `s-${id}`, target_type: 'span', scorer_name: 'h', value: 1 });
    const calls: ((id: string, status: (made: number) => number, project?: string) => Promise<any>)[] = [
      (id, status, project) => api.admin.get(`/v1/traces/${id}${inQuery(project)}`, status(200)),
      (id, status, project) => api.admin.post(`/v1/traces/${id}/queue${inQuery(project)}`, {}, status(200)),
      (id, status, project) => api.admin.post(`/v1/traces/${id}/queue`, { project_id: project }, status(200)),
      (id, status, project) => api.admin.delete(`/v1/traces/${id}/queue${inQuery(project)}`, status(200)),
      (id, status, project) => api.admin.post('/v1/annotations', { ...note(id), project_id: project }, status(201)),
      (id, status, project) =>
        api.admin.get(`/v1/annotations?trace_id=${id}${inQuery(project).replace('?', '&')}`, status(200)),
      (id, status, project) => api.admin.post('/v1/scores', { ...rating(id), project_id: project }, status(201)),
      (id, status, project) =>
        api.admin.get(
          `/v1/scores?target_type=span&target_id=s-${id}${inQuery(project).replace('?', '&')}`,
          status(200),
        ),
      (id, status, project) => api.admin.delete(`/v1/traces/${id}${inQuery(project)}`, status(200)),
    ];
    for (const call of calls) {
      expect((await call(trace, () => 400)).body.error.code).toBe('PROJECT_REQUIRED');
      await call(trace, (made) => made, one);
      await call(trace, () => 404, newProject());
      await call(alone, (made) => made);
    }
    expect((await api.admin.get(`/v1/traces/${trace}`)).body).toMatchObject({ project_id: two, queued_at: null });
  });

  it('GET /v1/projects: every project, newest first', async () => {
    const ids = [newProject(), newProject(), newProject()];
    for (const id of ids) await api.admin.post('/v1/projects', { id, name: null }, 201);
    const seen: string[] = [];
    let query = '';
    do {
      const { body } = await api.admin.get(`/v1/projects?limit=2${query}`);
      seen.push(...body.items.map((project: { id: string }) => project.id));
      query = body.next_cursor === null ? '' : `&cursor=${body.next_cursor}`;
    } while (query !== '');
    expect(seen.filter((id) => ids.includes(id))).toEqual([...ids].reverse());
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('POST /v1/projects: one of many at once gets the id, the others CONFLICT', async () => {
    const id = newProject();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => api.admin.begin('post', '/v1/projects').send({ id })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(49).fill(409)]);
    expect(new Set(answers.map(({ body }) => body.error?.code))).toEqual(new Set([undefined, 'CONFLICT']));
  });

  describe('API keys', () => {
    it('creation answers the whole key, with expires_at normalised', async () => {
      const id = newProject();
      const { body } = await api.admin.post(
        `/v1/projects/${id}/api-keys`,
        { name: ' ci ', role: 'read', expires_at: '2999-01-01T02:00:00+02:00' },
        201,
      );
      expect(body).toEqual({
        id: expect.any(String),
        name: 'ci',
        role: 'read',
        project_id: id,
        prefix: body.key.slice(0, body.prefix.length),
        expires_at: '2999-01-01T00:00:00.000Z',
        created_at: expect.stringMatching(/\.\d{3}Z$/),
        last_used_at: null,
        key: expect.any(String),
      });
      expect(body.key.length).toBeGreaterThan(body.prefix.length + 20);
    });

    it.each([
      ['name', { role: 'read' }],
      ['name', { name: ' ', role: 'read' }],
      ['role', { name: 'n' }],
      ['role', { name: 'n', role: 'admin' }],
      ['expires_at', { name: 'n', role: 'read', expires_at: 'soon' }],
    ])('400: %s of %j', async (field, body) => {
      const answer = await api.admin.post(`/v1/projects/${newProject()}/api-keys`, body, 400);
      expect(answer.body.error).toMatchObject({ code: 'INVALID_REQUEST', details: { field } });
    });

    it('DELETE answers the id once; a key of another project is not found', async () => {
      const [id, other] = [newProject(), newProject()];
      for (const project of [id, other]) await api.clientOf(project);
      const [key] = (await api.admin.get(`/v1/projects/${id}/api-keys`)).body.items;
      await api.admin.delete(`/v1/projects/${other}/api-keys/${key.id}`, 404);
      await api.admin.delete(`/v1/projects/${id}/api-keys/unknown`, 404);
      const { body } = await api.admin.delete(`/v1/projects/${id}/api-keys/${key.id}`);
      expect(body).toEqual({ deleted: true, id: key.id });
      await api.admin.delete(`/v1/projects/${id}/api-keys/${key.id}`, 404);
      expect((await api.admin.get(`/v1/projects/${id}/api-keys`)).body.items).toEqual([]);
    });
  });
});

function inQuery(project: string | undefined): string {
  return project === undefined ? '' : `?project_id=${project}`;
}
