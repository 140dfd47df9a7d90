import { newId } from '@assay/shared/ids';
import { countStatements, type FakeOpenAi, refuses, says } from '@assay/testing';
import { eventually } from './eventually';
import { type JudgedApp, startJudgedApp } from './factories/judged-app';
import { Lab, run } from './factories/lab';
import type { TestApp } from './test-app';

const JUDGE = { scorer_name: 'helpful', scorer: 'llm_judge', config: { prompt_template: 'Judge {{output}}' } };

describe('scores of a project that could not be made', () => {
  let judged: JudgedApp;
  let api: TestApp;
  let fake: FakeOpenAi;
  let lab: Lab;
  beforeAll(async () => {
    judged = await startJudgedApp();
    ({ api, fake } = judged);
  });
  beforeEach(async () => {
    fake.reset();
    fake.answerBy(() => says('no idea'));
    lab = await Lab.open(api);
  });
  afterAll(() => judged.close());

  const listed = async (query = ''): Promise<any[]> =>
    (await lab.client.get(`/v1/scoring-errors?limit=200${query}`)).body.items;
  const all = (count: number): Promise<any[]> =>
    eventually(`${count} errors`, async () => {
      const items = await listed();
      return items.length >= count ? items : undefined;
    });
  /** A span with scores; gives its id, which is that of its trace too. */
  const span = async (...scores: object[]): Promise<string> => {
    const id = `span-${newId()}`;
    const sent = { id, trace_id: id, name: 'call', start_time: '2026-01-01T00:00:00Z', output: `out of ${id}` };
    await lab.client.post('/v1/traces/ingest', { spans: [{ ...sent, scores }] }, 201);
    return id;
  };

  describe('GET /v1/scoring-errors', () => {
    it('200: what a rule could not score, with the span and the reason', async () => {
      const rule = { name: 'judge everything', scorer: { ...JUDGE, scorer_name: 'online' } };
      await lab.client.post('/v1/scoring-rules', rule, 201);
      const id = await span();
      const [error] = await all(1);
      expect(error).toMatchObject({
        target_type: 'span',
        target_id: id,
        trace_id: id,
        experiment_id: null,
        scorer_name: 'online',
        scorer: 'llm_judge',
        type: 'unreadable',
        excerpt: 'no idea',
      });
    });

    it('200: those of batches and runs too; filters keep some of them', async () => {
      const first = await span(JUDGE);
      await all(1);
      fake.answerBy(() => refuses('No.'));
      const second = await span();
      const asked = { target_type: 'span', target_ids: [second], ...JUDGE, scorer_name: 'batched' };
      await lab.client.post('/v1/scores/batch', { ...asked, project_id: lab.projectId }, 202);
      await all(2);
      const { id, itemIds } = await lab.dataset(1);
      const sent = run(itemIds[0], { output: 'x', scores: [JUDGE] });
      const runId = (await lab.submit(await lab.experiment(id), [sent])).body.run_ids[0];
      const targets = (await all(3)).map(({ target_id }) => target_id);
      expect(targets).toEqual([runId, second, first]);
      const kept = async (query: string): Promise<string[]> => (await listed(query)).map(({ target_id }) => target_id);
      expect(await kept('&target_type=span')).toEqual([second, first]);
      expect(await kept(`&target_type=span&target_id=${first}`)).toEqual([first]);
      expect(await kept(`&target_type=run&target_id=${runId}`)).toEqual([runId]);
      expect(await kept('&target_type=run&target_id=no-uuid')).toEqual([]);
      expect(await kept(`&trace_id=${second}`)).toEqual([second]);
      expect(await kept('&scorer_name=batched')).toEqual([second]);
      expect(await kept('&type=unreadable')).toEqual([first]);
      expect(await kept('&type=timeout')).toEqual([]);
    });

    it('200: pages, newest first, each error once; a cursor is bound to its filters; one statement a page', async () => {
      const scores = ['a', 'b', 'c', 'd', 'e'].map((scorer_name) => ({ ...JUDGE, scorer_name }));
      await span(...scores);
      const ids = (await all(5)).map(({ id }) => id);
      const path = '/v1/scoring-errors?limit=2';
      const first = (await lab.client.get(path)).body;
      const second = (await lab.client.get(`${path}&cursor=${first.next_cursor}`)).body;
      const third = (await lab.client.get(`${path}&cursor=${second.next_cursor}`)).body;
      expect([...first.items, ...second.items, ...third.items].map(({ id }) => id)).toEqual(ids);
      expect(ids).toEqual([...ids].sort().reverse());
      expect(third.next_cursor).toBeNull();
      await lab.client.get(`${path}&type=unreadable&cursor=${first.next_cursor}`, 400);
      const { statements } = await countStatements(() => lab.client.get(path));
      expect(statements.length).toBeLessThanOrEqual(2);
    });

    it('200: nothing of another project, nor of one that does not exist', async () => {
      await span(JUDGE);
      await all(1);
      const other = await Lab.open(api);
      expect((await other.client.get('/v1/scoring-errors')).body.items).toEqual([]);
      expect((await api.admin.get(`/v1/scoring-errors?project_id=none-${newId()}`)).body.items).toEqual([]);
      await other.client.get(`/v1/scoring-errors?project_id=${lab.projectId}`, 404);
    });

    it('400: PROJECT_REQUIRED, a target without its type, and choices that are none', async () => {
      expect((await api.admin.get('/v1/scoring-errors', 400)).body.error.code).toBe('PROJECT_REQUIRED');
      const refused = async (query: string): Promise<string> =>
        (await lab.client.get(`/v1/scoring-errors?${query}`, 400)).body.error.details.errors[0].field;
      expect(await refused('target_id=x')).toBe('target_type');
      expect(await refused('target_type=trace')).toBe('target_type');
      expect(await refused('type=')).toBe('type');
    });
  });
});
