import { Database } from '@assay/database';
import { RetentionPass, SearchIndexer } from '@assay/traces';
import { countStatements } from '@assay/testing';
import { Lab } from './factories/lab';
import { newProject, span } from './factories/spans';
import { startTestApp, type TestApp } from './test-app';

const DAY_MS = 86_400_000;

describe('retention', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp();
  });
  afterAll(() => api.close());

  const pass = (of = api): Promise<number> => of.app.get(RetentionPass).run();
  const keep = (project: string, days: number | null, status = 200): Promise<any> =>
    api.admin.patch(`/v1/projects/${encodeURIComponent(project)}`, { retention_days: days }, status);
  const send = (project: string, ...traces: string[]): Promise<unknown> =>
    api.admin.post(
      '/v1/traces/ingest',
      { project_id: project, spans: traces.map((id) => span({ id: `${id}-root`, trace_id: id })) },
      201,
    );
  const traces = async (project: string): Promise<string[]> => {
    const { body } = await api.admin.get(`/v1/traces?project_id=${project}&limit=200`);
    return body.items.map((trace: { id: string }) => trace.id).sort();
  };
  const sql = (text: string, ...values: unknown[]): Promise<{ rows: any[]; rowCount: number }> =>
    api.app.get(Database).run(text, values);
  /** Makes traces as old as this many days; all of the project without ids. */
  const age = (project: string, days: number, ids: string[] | null = null): Promise<unknown> =>
    sql(
      'UPDATE traces AS t SET created_at = $2 WHERE t.project_id = $1 AND ($3::text[] IS NULL OR t.id = ANY ($3::text[]))',
      project,
      new Date(Date.now() - days * DAY_MS).toISOString(),
      ids,
    );
  /** Has the next pass over a project be due, as time would. */
  const due = (project: string): Promise<unknown> =>
    sql('UPDATE projects AS p SET retention_due_at = $2 WHERE p.id = $1', project, new Date().toISOString());
  const figure = async (name: string, of = api): Promise<number> => {
    const { text } = await of.admin.get('/metrics');
    return Number(new RegExp(`^${name} (.+)$`, 'm').exec(text)?.[1]);
  };

  describe('the setting of a project', () => {
    it('is off by default, set and cleared by PATCH, and shown wherever the project is', async () => {
      const project = newProject();
      const made = await api.admin.post('/v1/projects', { id: project }, 201);
      expect(made.body.retention_days).toBeNull();
      expect((await keep(project, 30)).body).toEqual({ ...made.body, retention_days: 30 });
      expect((await api.admin.get(`/v1/projects/${project}`)).body).toEqual({ ...made.body, retention_days: 30 });
      const listed = (await api.admin.get('/v1/projects?limit=200')).body.items;
      expect(listed).toContainEqual({ ...made.body, retention_days: 30 });
      const renamed = await api.admin.patch(`/v1/projects/${project}`, { name: ' Bot ' });
      expect(renamed.body).toEqual({ ...made.body, name: 'Bot', retention_days: 30 });
      expect((await keep(project, null)).body).toEqual({ ...made.body, name: 'Bot', retention_days: null });
      expect((await api.admin.patch(`/v1/projects/${project}`, {})).body.name).toBe('Bot');
    });

    it('201: may be given when the project is created', async () => {
      const made = await api.admin.post('/v1/projects', { id: newProject(), retention_days: 7 }, 201);
      expect(made.body.retention_days).toBe(7);
    });

    it.each([0, -1, 1.5, 36_501, '30', true, [], 1e300])('400: retention_days %j', async (days) => {
      const project = newProject();
      await api.admin.post('/v1/projects', { id: project }, 201);
      const { body } = await api.admin.patch(`/v1/projects/${project}`, { retention_days: days }, 400);
      expect(body.error).toMatchObject({ code: 'INVALID_REQUEST', details: { field: 'retention_days' } });
      expect((await api.admin.get(`/v1/projects/${project}`)).body.retention_days).toBeNull();
    });

    it('403: only an admin sets it; every key of the project reads it', async () => {
      const project = newProject();
      const [writer, reader] = [await api.clientOf(project), await api.clientOf(project, 'read')];
      for (const client of [writer, reader]) {
        await client.patch(`/v1/projects/${project}`, { retention_days: 1 }, 403);
        expect((await client.get(`/v1/projects/${project}`)).body).toMatchObject({ id: project, retention_days: null });
      }
    });

    it('404: an unknown project, also %00 and too long, and for a bound key any other one', async () => {
      const other = newProject();
      await api.admin.post('/v1/projects', { id: other }, 201);
      const bound = await api.clientOf(newProject());
      await bound.get(`/v1/projects/${other}`, 404);
      for (const id of [newProject(), 'x'.repeat(300), 'a\u0001']) {
        await api.admin.get(`/v1/projects/${encodeURIComponent(id)}`, 404);
        await keep(id, 5, 404);
      }
    });

    it('costs one statement to read and to set', async () => {
      const project = newProject();
      await api.admin.post('/v1/projects', { id: project }, 201);
      for (const work of [() => api.admin.get(`/v1/projects/${project}`), () => keep(project, 3)]) {
        expect((await countStatements(work)).statements).toHaveLength(1);
      }
    });
  });

  describe('the pass', () => {
    it('deletes whole traces that are older, by created_at, and leaves the others and other projects', async () => {
      const [project, other] = [newProject(), newProject()];
      await send(project, 'old', 'older', 'young');
      await send(other, 'old');
      await age(project, 8, ['old', 'older']);
      await age(project, 6, ['young']);
      await age(other, 800);
      await keep(project, 7);
      await pass();
      expect(await traces(project)).toEqual(['young']);
      await api.admin.get(`/v1/traces/old?project_id=${project}`, 404);
      expect(await traces(other)).toEqual(['old']);
    });

    it('spans that arrive later do not prolong a trace, and go with it', async () => {
      const project = newProject();
      await send(project, 'old');
      await age(project, 8);
      const late = span({ id: 'late', trace_id: 'old', parent_span_id: 'old-root' });
      await api.admin.post('/v1/traces/ingest', { project_id: project, spans: [late] }, 201);
      await keep(project, 7);
      await pass();
      expect(await traces(project)).toEqual([]);
      expect((await sql('SELECT 1 FROM spans WHERE project_id = $1', project)).rowCount).toBe(0);
    });

    it('takes scores, annotations, queue entry and search entries along; dataset items and runs stay; ids may be used again', async () => {
      const lab = await Lab.open(api);
      const project = lab.projectId;
      const scores = [{ scorer_name: 'quality', value: 1 }];
      await lab.client.post(
        '/v1/traces/ingest',
        { spans: [span({ id: 's', trace_id: 't', input: 'in', scores })] },
        201,
      );
      await lab.client.post('/v1/traces/t/queue', {}, 200);
      const note = { trace_id: 't', span_id: 's', annotator: 'a', label: 'l', correction: 'better' };
      const annotation = (await lab.client.post('/v1/annotations', note, 201)).body.id;
      const dataset = await lab.dataset(1);
      await lab.client.post(`/v1/annotations/${annotation}/to-dataset-item`, { dataset_id: dataset.id }, 201);
      const experiment = await lab.experiment(dataset.id);
      await lab.submit(experiment, [{ dataset_item_id: dataset.itemIds[0], output: 'o', trace_id: 't' }]);
      const items = async (path: string): Promise<any[]> => (await lab.client.get(path)).body.items;

      expect(await api.app.get(SearchIndexer).drain()).toBeGreaterThan(0);
      await age(project, 2);
      await keep(project, 1);
      await pass();

      await lab.client.get('/v1/traces/t', 404);
      await lab.client.get(`/v1/annotations/${annotation}`, 404);
      await lab.client.get('/v1/scores?target_type=span&target_id=s', 404);
      expect(await items('/v1/queue')).toEqual([]);
      for (const table of ['spans', 'scores', 'annotations', 'span_search'])
        expect([table, (await sql(`SELECT 1 FROM ${table} WHERE project_id = $1`, project)).rowCount]).toEqual([
          table,
          0,
        ]);
      expect(await items(`/v1/datasets/${dataset.id}/items`)).toMatchObject([
        {},
        { input: 'in', expected_output: 'better' },
      ]);
      expect(await items(`/v1/experiments/${experiment}/runs`)).toMatchObject([{ trace_id: 't' }]);
      await lab.client.post('/v1/traces/ingest', { spans: [span({ id: 's', trace_id: 't', input: 'again' })] }, 201);
      expect((await lab.client.get('/v1/traces/t')).body.spans).toMatchObject([{ id: 's', input: 'again' }]);
    });

    it('goes through many traces in batches, and through one that is larger than a batch', async () => {
      const project = newProject();
      for (let part = 0; part < 3; part += 1)
        await send(project, ...Array.from({ length: 150 }, (_, n) => `t${part}-${n}`));
      for (let part = 0; part < 2; part += 1) {
        const spans = Array.from({ length: 800 }, () => span({ trace_id: 'large', parent_span_id: 'none' }));
        await api.admin.post('/v1/traces/ingest', { project_id: project, spans }, 201);
      }
      await age(project, 10);
      await keep(project, 9);
      const [tracesBefore, spansBefore] = [
        await figure('assay_retention_deleted_traces_total'),
        await figure('assay_retention_deleted_spans_total'),
      ];
      expect(await pass()).toBe(451);
      expect(await traces(project)).toEqual([]);
      expect(await figure('assay_retention_deleted_traces_total')).toBe(tracesBefore + 451);
      expect(await figure('assay_retention_deleted_spans_total')).toBe(spansBefore + 450 + 1_600);
    });

    it('is due again later, and at once when the setting changes', async () => {
      const project = newProject();
      await send(project, 'a', 'b');
      await age(project, 3, ['a']);
      await age(project, 6, ['b']);
      await keep(project, 5);
      expect(await pass()).toBe(1);
      await send(project, 'c');
      await age(project, 9, ['c']);
      expect(await pass()).toBe(0);
      await due(project);
      expect(await pass()).toBe(1);
      await keep(project, 2);
      expect(await pass()).toBe(1);
      await send(project, 'd');
      await age(project, 9);
      await keep(project, null);
      await due(project).catch(() => undefined);
      expect(await pass()).toBe(0);
    });

    it('passes over a trace that another transaction holds, and gets it the next time', async () => {
      const project = newProject();
      await send(project, 'held', 'free');
      await age(project, 3);
      await keep(project, 2);
      await api.app.get(Database).transaction(async (tx) => {
        await tx.run('SELECT 1 FROM traces t WHERE t.project_id = $1 AND t.id = $2 FOR UPDATE', [project, 'held']);
        expect(await pass()).toBe(1);
      });
      expect(await traces(project)).toEqual(['held']);
      await due(project);
      expect(await pass()).toBe(1);
    });
  });

  describe('beside other work', () => {
    it('ingestion goes on meanwhile, into the traces that are being deleted too: rows and counts agree', async () => {
      const project = newProject();
      const ids = Array.from({ length: 120 }, (_, n) => `t${n}`);
      await send(project, ...ids);
      await age(project, 5);
      await keep(project, 4);
      const write = (index: number): Promise<number> =>
        api.admin
          .begin('post', '/v1/traces/ingest')
          .send({
            project_id: project,
            spans: [
              span({ trace_id: ids[index % ids.length], parent_span_id: 'none' }),
              span({ trace_id: `new${index}` }),
            ],
          })
          .then(({ status }) => status);
      const [, ...statuses] = await Promise.all([pass(), ...ids.map((_, index) => write(index))]);
      expect(new Set(statuses)).toEqual(new Set([201]));
      await due(project);
      await pass();
      const { rows } = await sql(
        `SELECT t.id, t.span_count, (SELECT count(*) FROM spans s WHERE s.project_id = $1 AND s.trace_id = t.id) AS spans
         FROM traces t WHERE t.project_id = $1`,
        project,
      );
      expect(rows.filter((row) => Number(row.spans) !== row.span_count)).toEqual([]);
      expect(rows.filter((row) => (row.id as string).startsWith('new'))).toHaveLength(ids.length);
    });

    it('several processes share the projects: each trace is deleted once', async () => {
      const own = await startTestApp();
      const others = await Promise.all([1, 2].map(() => startTestApp({}, { url: own.databaseUrl })));
      try {
        const projects = Array.from({ length: 8 }, () => newProject());
        const old = new Date(Date.now() - 9 * DAY_MS).toISOString();
        for (const project of projects) {
          const spans = Array.from({ length: 120 }, (_, n) => span({ trace_id: `t${n}` }));
          await own.admin.post('/v1/traces/ingest', { project_id: project, spans }, 201);
          await own.admin.patch(`/v1/projects/${project}`, { retention_days: 7 });
        }
        await own.app.get(Database).run('UPDATE traces AS t SET created_at = $1', [old]);
        const deleted = await Promise.all([own, ...others].map(pass));
        expect(deleted.reduce((sum, count) => sum + count, 0)).toBe(8 * 120);
      } finally {
        await Promise.all(others.map((other) => other.close()));
        await own.close();
      }
    });

    it('what a process had leased when it died, another takes when the lease is over', async () => {
      const project = newProject();
      await send(project, 'old');
      await age(project, 3);
      await keep(project, 2);
      const lease = (until: number): Promise<unknown> =>
        sql(
          'UPDATE projects AS p SET retention_leased_until = $2 WHERE p.id = $1',
          project,
          new Date(until).toISOString(),
        );
      await lease(Date.now() + 3_600_000);
      expect(await pass()).toBe(0);
      await lease(Date.now() - 1);
      expect(await pass()).toBe(1);
    });

    it('runs by itself in a process that RETENTION_PASS does not switch off', async () => {
      const own = await startTestApp({ retentionPass: true });
      try {
        const project = newProject();
        await own.admin.post('/v1/traces/ingest', { project_id: project, spans: [span()] }, 201);
        const old = new Date(Date.now() - 9 * DAY_MS).toISOString();
        await own.app
          .get(Database)
          .run('UPDATE traces AS t SET created_at = $2 WHERE t.project_id = $1', [project, old]);
        await own.admin.patch(`/v1/projects/${project}`, { retention_days: 7 });
        let items: unknown[] = [0];
        while (items.length > 0) items = (await own.admin.get(`/v1/traces?project_id=${project}`)).body.items;
        expect(await figure('assay_retention_deleted_traces_total', own)).toBe(1);
      } finally {
        await own.close();
      }
    });
  });

  it('metrics tell what was deleted, the last pass and how long a pass has been due', async () => {
    const own = await startTestApp();
    try {
      const shown = (name: string): Promise<number> => figure(`assay_retention_${name}`, own);
      expect(await shown('lag_seconds')).toBe(0);
      expect(await shown('last_pass_timestamp_seconds')).toBe(0);
      const project = newProject();
      await own.admin.post('/v1/projects', { id: project, retention_days: 1 }, 201);
      const hourAgo = new Date(Date.now() - 3_600_000).toISOString();
      await own.app.get(Database).run('UPDATE projects AS p SET retention_due_at = $1', [hourAgo]);
      expect(await shown('lag_seconds')).toBeGreaterThanOrEqual(3_600);
      await pass(own);
      expect(await shown('lag_seconds')).toBe(0);
      expect(await shown('last_pass_timestamp_seconds')).toBeGreaterThan(Date.now() / 1_000 - 60);
      expect(await shown('last_pass_duration_seconds')).toBeGreaterThan(0);
    } finally {
      await own.close();
    }
  });
});
