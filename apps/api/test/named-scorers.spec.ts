import { newId } from '@assay/shared/ids';
import { countStatements } from '@assay/testing';
import { Lab, run } from './factories/lab';
import { NOTHING } from './routes';
import { startTestApp, type TestApp } from './test-app';

describe('named scorers', () => {
  let api: TestApp;
  let lab: Lab;
  beforeAll(async () => {
    api = await startTestApp();
  });
  beforeEach(async () => {
    lab = await Lab.open(api);
  });
  afterAll(() => api.close());

  const REFUND = { name: 'refund policy', scorer: 'regex', config: { pattern: 'refund', flags: 'i' } };

  const made = async (more: object = {}): Promise<any> =>
    (await lab.client.post('/v1/scorers', { ...REFUND, ...more }, 201)).body;

  async function oneRun(scores: object[] = [], status = 201): Promise<any> {
    const { id, itemIds } = await lab.dataset([{ expected_output: 'REFUND' }]);
    const experimentId = await lab.experiment(id);
    const answer = await lab.submit(experimentId, [run(itemIds[0] as string, { output: 'A refund.', scores })], status);
    return { experimentId, body: answer.body };
  }

  describe('201 and 200', () => {
    it('a named scorer is answered whole, changed, listed newest first and deleted', async () => {
      const first = await made({ description: 'Every answer' });
      expect(first).toEqual({
        id: expect.any(String),
        project_id: lab.projectId,
        ...REFUND,
        description: 'Every answer',
        created_at: expect.any(String),
        updated_at: first.created_at,
      });
      const path = `/v1/scorers/${first.id}`;
      expect((await lab.client.get(path)).body).toEqual(first);
      const changed = (await lab.client.patch(path, { name: ' other ', description: null, config: { pattern: 'x' } }))
        .body;
      expect(changed).toMatchObject({ name: 'other', description: null, scorer: 'regex', config: { pattern: 'x' } });
      const second = await made();
      const pages = [];
      for (let cursor = ''; ;) {
        const { body } = await lab.client.get(`/v1/scorers?limit=1${cursor}`);
        pages.push(...body.items.map(({ id }: any) => id));
        if (body.next_cursor === null) break;
        cursor = `&cursor=${encodeURIComponent(body.next_cursor)}`;
      }
      expect(pages).toEqual([second.id, first.id]);
      expect((await lab.client.delete(path)).body).toEqual({ deleted: true, id: first.id });
      await lab.client.get(path, 404);
    });

    it('GET /v1/scorers/built-in lists every scorer with its configuration', async () => {
      const { body } = await lab.client.get('/v1/scorers/built-in');
      const names = body.items.map(({ name }: any) => name);
      expect(names).toEqual(
        expect.arrayContaining(['exact_match', 'json_match', 'weighted', 'llm_judge', 'Factuality']),
      );
      expect(body.items.find(({ name }: any) => name === 'levenshtein')).toMatchObject({
        aliases: expect.arrayContaining(['Levenshtein']),
        config_schema: { type: 'object' },
        range: [0, 1],
      });
    });
  });

  describe('wherever a scorer is named, it is found', () => {
    it('inline on runs, by scorer_name or by scorer', async () => {
      await made();
      const scores = [{ scorer_name: 'refund policy' }, { scorer_name: 'mine', scorer: 'refund policy' }];
      const { experimentId } = await oneRun(scores);
      const { body } = await lab.client.get(`/v1/experiments/${experimentId}/runs`);
      expect(body.items[0].scores).toMatchObject([
        { scorer_name: 'refund policy', value: 1, config: REFUND.config },
        { scorer_name: 'mine', value: 1, config: REFUND.config },
      ]);
    });

    it('at POST /v1/scores, with a configuration that goes before the named one', async () => {
      await made();
      const { body } = await oneRun();
      const request = { target_id: body.run_ids[0], target_type: 'run', scorer_name: 'refund policy' };
      expect((await lab.client.post('/v1/scores', request, 201)).body).toMatchObject({ value: 1 });
      const other = { ...request, config: { pattern: 'x' } };
      expect((await api.admin.post('/v1/scores', other, 201)).body).toMatchObject({
        value: 0,
        config: { pattern: 'x', flags: 'i' },
      });
    });

    it('inline on spans', async () => {
      await made({ name: 'near', scorer: 'levenshtein', config: { expected_output: 'abcx' } });
      const id = `s-${newId()}`;
      const span = { id, trace_id: id, name: 'ask', start_time: '2026-02-21T22:00:00Z', output: 'abcd' };
      await lab.client.post('/v1/traces/ingest', { spans: [{ ...span, scores: [{ scorer_name: 'near' }] }] }, 201);
      const { body } = await lab.client.get(`/v1/scores?target_id=${id}&target_type=span`);
      expect(body.items).toMatchObject([{ scorer_name: 'near', value: 0.75 }]);
      const request = { target_id: id, target_type: 'span', scorer_name: 'again', scorer: 'near' };
      expect((await lab.client.post('/v1/scores', request, 201)).body).toMatchObject({ value: 0.75 });
    });

    it('a change or deletion shows at once', async () => {
      const { id } = await made();
      const { body } = await oneRun([{ scorer_name: 'refund policy' }]);
      const request = { target_id: body.run_ids[0], target_type: 'run', scorer_name: 'refund policy' };
      await lab.client.patch(`/v1/scorers/${id}`, { config: { pattern: 'x' } });
      expect((await lab.client.post('/v1/scores', request, 201)).body).toMatchObject({ value: 0 });
      await lab.client.delete(`/v1/scorers/${id}`);
      await lab.client.post('/v1/scores', request, 400);
    });

    it('an unknown scorer is 400 with the names that exist', async () => {
      await made();
      const { body } = await oneRun();
      const request = { target_id: body.run_ids[0], target_type: 'run', scorer_name: 'mine', scorer: 'nothing' };
      const { error } = (await lab.client.post('/v1/scores', request, 400)).body;
      expect(error).toMatchObject({ code: 'INVALID_REQUEST', details: { field: 'scorer' } });
      expect(error.details.scorers).toEqual(expect.arrayContaining(['exact_match', 'refund policy']));
      const inline = await oneRun([{ scorer_name: 'nothing' }], 400);
      expect(inline.body.error.details).toMatchObject({ field: 'runs[0].scores[0].value' });
    });

    it('that of another project is not found', async () => {
      await made();
      const { body } = await (await Lab.open(api)).client.get('/v1/scorers');
      expect(body.items).toEqual([]);
      lab = await Lab.open(api);
      await oneRun([{ scorer_name: 'refund policy' }], 400);
    });
  });

  describe('400, 404 and 409', () => {
    it.each<[string, object]>([
      ['INVALID_REQUEST', { scorer: 'nothing' }],
      ['INVALID_REQUEST', { name: 'levenshtein' }],
      ['INVALID_REQUEST', { name: 'llm_judge' }],
      ['INVALID_REQUEST', { name: 'Levenshtein' }],
      ['INVALID_SCORER_CONFIG', { config: { pattern: '(' } }],
      ['INVALID_SCORER_CONFIG', { scorer: 'json_match', config: { path: '$[' } }],
      ['INVALID_SCORER_CONFIG', { scorer: 'weighted', config: {} }],
    ])('%s when it is written: %j', async (code, more) => {
      const { error } = (await lab.client.post('/v1/scorers', { ...REFUND, ...more }, 400)).body;
      expect(error.code).toBe(code);
      const { id } = await made();
      expect((await lab.client.patch(`/v1/scorers/${id}`, more, 400)).body.error.code).toBe(code);
    });

    it('404 for one that is not there, or of another project', async () => {
      const { id } = await made();
      const other = (await Lab.open(api)).client;
      for (const path of [`/v1/scorers/${id}`, `/v1/scorers/${NOTHING}`, '/v1/scorers/nothing']) {
        await other.get(path, 404);
        await other.patch(path, { name: 'x' }, 404);
        await other.delete(path, 404);
      }
    });

    it('409 CONFLICT for a name that is taken, also when 50 requests race', async () => {
      const answers = await Promise.all(
        Array.from({ length: 50 }, () => lab.client.begin('post', '/v1/scorers').send(REFUND)),
      );
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 409)).toHaveLength(49);
      const { id } = await made({ name: 'other' });
      expect((await lab.client.patch(`/v1/scorers/${id}`, { name: REFUND.name }, 409)).body.error.code).toBe(
        'CONFLICT',
      );
    });
  });

  it('of 50 changes at once each is made', async () => {
    const { id } = await made({ config: { pattern: 'a' } });
    await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        index % 2 === 0
          ? lab.client.patch(`/v1/scorers/${id}`, { description: 'changed' })
          : lab.client.patch(`/v1/scorers/${id}`, { config: { pattern: 'b' } }),
      ),
    );
    expect((await lab.client.get(`/v1/scorers/${id}`)).body).toMatchObject({
      description: 'changed',
      config: { pattern: 'b' },
    });
  });

  it('each endpoint costs at most 2 statements, also with an unbound token', async () => {
    await made({ name: 'first' });
    const body = { ...REFUND, project_id: lab.projectId };
    const counted = async (work: () => Promise<any>): Promise<any> => {
      let result: any;
      const { statements } = await countStatements(async () => {
        result = await work();
      });
      expect(statements.length).toBeLessThanOrEqual(2);
      return result;
    };
    const { id } = (await counted(() => api.admin.post('/v1/scorers', body, 201))).body;
    await counted(() => api.admin.get(`/v1/scorers/${id}`));
    await counted(() => api.admin.get(`/v1/scorers?project_id=${lab.projectId}`));
    await counted(() => api.admin.patch(`/v1/scorers/${id}`, { description: 'x' }));
    await counted(() => api.admin.delete(`/v1/scorers/${id}`));
  });
});
