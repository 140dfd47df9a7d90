/** A target, for the documentation of its endpoints. */
export const TARGET_EXAMPLE = {
  id: 'target-1',
  project_id: 'proj-1',
  name: 'support-agent-v2',
  type: 'http',
  label: 'agent',
  description: 'Answers tickets',
  metadata: { version: '2.1.0' },
  url: 'https://agent.example.com/run',
  method: 'POST',
  headers: { Authorization: '********' },
  body_template: '{"input": {{input}}}',
  output_path: '$.output',
  timeout_ms: 30_000,
  model: null,
  messages: null,
  parameters: null,
  scorer: null,
  config: null,
  created_at: '2026-02-21T22:00:00.000Z',
  updated_at: '2026-02-21T22:00:00.000Z',
};

/** What a single call of a target gave. */
export const TRIAL_EXAMPLE = {
  output: 'Paris',
  error: null,
  retryable: false,
  latency_ms: 412.5,
  trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
  tokens_input: null,
  tokens_output: null,
  cost_usd: null,
};
