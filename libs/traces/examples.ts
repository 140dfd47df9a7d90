const AT = '2026-02-21T22:00:00.000Z';
const ROOT = {
  id: 'span-root',
  trace_id: 'trace-abc',
  parent_span_id: null,
  name: 'answer question',
  kind: 'llm',
  input: { question: 'What is the capital of France?' },
  output: 'Paris',
  start_time: AT,
  end_time: '2026-02-21T22:00:01.250Z',
  duration_ms: 1250,
  tokens_input: 12,
  tokens_output: 3,
  model: 'gpt-4o',
  metadata: { session_id: 'session-7' },
  error: null,
};
const TRACE = {
  id: 'trace-abc',
  project_id: 'proj-1',
  root_span_id: 'span-root',
  span_count: 1,
  created_at: AT,
  metadata: { session_id: 'session-7' },
  queued_at: null,
};
const ITEM = {
  ...TRACE,
  root_span: {
    id: 'span-root',
    name: 'answer question',
    kind: 'llm',
    duration_ms: 1250,
    model: 'gpt-4o',
    input_preview: '{"question":"What is the capital of France?"}',
    output_preview: 'Paris',
  },
  tokens_input: 12,
  tokens_output: 3,
  models: ['gpt-4o'],
  error_count: 0,
  start_time: AT,
  end_time: '2026-02-21T22:00:01.250Z',
  session_id: 'session-7',
  user_id: null,
  tags: [],
};
const PAGE = { next_cursor: null, limit: 50 };

const SESSION = {
  session_id: 'session-7',
  project_id: 'proj-1',
  trace_count: 1,
  tokens_input: 12,
  tokens_output: 3,
  error_count: 0,
  first_activity_at: AT,
  last_activity_at: '2026-02-21T22:00:01.250Z',
  duration_ms: 1250,
  user_ids: [],
};
const LINE = {
  trace: { id: 'trace-abc', project_id: 'proj-1', created_at: AT, queued_at: null },
  project_id: 'proj-1',
  spans: [{ ...ROOT, scores: [{ scorer_name: 'helpfulness', value: 0.8, rationale: null }] }],
};

/** Example answers of the endpoints of traces, for their documentation. */
export const EXAMPLES = {
  trace: { ...TRACE, spans: [ROOT] },
  span: ROOT,
  sessions: { items: [SESSION], ...PAGE },
  session: { session: SESSION, items: [ITEM], ...PAGE },
  exported: `${JSON.stringify(LINE)}\n`,
  traces: { items: [ITEM], ...PAGE },
  queue: {
    items: [
      {
        trace_id: 'trace-abc',
        queued_at: AT,
        status: 'pending',
        annotation_count: 0,
        root_span: { id: ROOT.id, name: ROOT.name, input: ROOT.input, output: ROOT.output, duration_ms: 1250 },
      },
    ],
    ...PAGE,
  },
};
