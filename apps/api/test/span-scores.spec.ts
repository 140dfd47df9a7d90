import { newId } from '@assay/shared/ids';
import { startTestApp, type TestApp } from './test-app';

describe('POST /v1/traces/ingest: inline scores of spans', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp();
  });
  afterAll(() => api.close());

  const start_time = '2026-02-21T22:00:00.000Z';
  const batch = (...scores: unknown[][]): { project_id: string; spans: { id: string; trace_id: string }[] } => {
    const trace_id = `t-${newId()}`;
    const spans = scores.map((of, index) => ({
      id: `s${index}-${trace_id}`,
      trace_id,
      ...(index === 0 ? {} : { parent_span_id: `s0-${trace_id}` }),
      name: 'call',
      start_time,
      output: 'Paris',
      scores: of,
    }));
    return { project_id: `p-${newId()}`, spans };
  };
  const scoresOf = async (spanId: string, status = 200): Promise<any> =>
    (await api.admin.get(`/v1/scores?target_id=${spanId}&target_type=span`, status)).body.items;

  it('201: each becomes a score of its span, in the order sent', async () => {
    const sent = batch([
      { scorer_name: 'human', value: 0.25, rationale: 'meh', config: { a: 1 } },
      { scorer_name: 'human', value: 'kind' },
    ]);
    await api.admin.post('/v1/traces/ingest', sent, 201);
    const [span] = sent.spans as [{ id: string; trace_id: string }];
    expect(await scoresOf(span.id)).toMatchObject([
      {
        target_id: span.id,
        target_type: 'span',
        trace_id: span.trace_id,
        value: 0.25,
        rationale: 'meh',
        config: { a: 1 },
      },
      { scorer_name: 'human', value: 'kind', rationale: null, config: null },
    ]);
  });

  it('201: a built-in scorer computes; where it cannot, the score is simply absent', async () => {
    const sent = batch([
      { scorer_name: 'exact_match', config: { expected_output: 'Paris' } },
      { scorer_name: 'mine', scorer: 'contains', config: { value: 'Lyon' } },
      { scorer_name: 'exact_match' },
    ]);
    await api.admin.post('/v1/traces/ingest', sent, 201);
    const scores = await scoresOf(sent.spans[0]?.id ?? '');
    expect(scores.map((score: any) => [score.scorer_name, score.value])).toEqual([
      ['exact_match', 1],
      ['mine', 0],
    ]);
  });

  it('INVALID_SCORE_VALUE lists every bad one; nothing of the batch is stored', async () => {
    const good = { scorer_name: 'human', value: 1 };
    const sent = batch(
      [good, { scorer_name: 'human', value: 2 }],
      [{ scorer_name: 'human', value: '' }, 7, { value: 1 }, { scorer_name: 'human' }],
    );
    const { body } = await api.admin.post('/v1/traces/ingest', sent, 400);
    expect(body.error.code).toBe('INVALID_SCORE_VALUE');
    const [first, second] = sent.spans;
    expect(body.error.details.errors).toEqual([
      { index: 0, span_id: first?.id, field: 'scores[1].value', reason: expect.any(String) },
      { index: 1, span_id: second?.id, field: 'scores[0].value', reason: expect.any(String) },
      { index: 1, span_id: second?.id, field: 'scores[1]', reason: expect.any(String) },
      { index: 1, span_id: second?.id, field: 'scores[2].scorer_name', reason: 'is required' },
      { index: 1, span_id: second?.id, field: 'scores[3].value', reason: expect.any(String) },
    ]);
    await scoresOf(first?.id ?? '', 404);
  });

  it('INVALID_SCORER_CONFIG for a pattern that does not compile', async () => {
    const sent = batch([{ scorer_name: 'regex', config: { pattern: '(' } }]);
    const { body } = await api.admin.post('/v1/traces/ingest', sent, 400);
    expect(body.error).toMatchObject({
      code: 'INVALID_SCORER_CONFIG',
      details: { field: 'scores[0].config.pattern', errors: [{ index: 0, field: 'scores[0].config.pattern' }] },
    });
  });

  it('SCORER_UNAVAILABLE for llm_judge without a provider', async () => {
    const { body } = await api.admin.post('/v1/traces/ingest', batch([{ scorer_name: 'llm_judge' }]), 422);
    expect(body.error.code).toBe('SCORER_UNAVAILABLE');
  });

  it('the scores go with their trace', async () => {
    const sent = batch([{ scorer_name: 'human', value: 1 }]);
    await api.admin.post('/v1/traces/ingest', sent, 201);
    const [span] = sent.spans;
    await api.admin.delete(`/v1/traces/${span?.trace_id}`);
    await scoresOf(span?.id ?? '', 404);
  });
});
