const TIMES = { created_at: '2024-12-01T10:00:00.000Z', updated_at: '2024-12-01T10:00:00.000Z' };
const NAMED = {
  id: '990e8400-e29b-41d4-a716-446655440000',
  use_case_id: '660e8400-e29b-41d4-a716-446655440000',
  name: 'FAQ Test Cases',
  description: 'Common FAQ questions for testing',
};
const DATASET = {
  ...NAMED,
  input_schema: {
    type: 'object',
    properties: { company_name: { type: 'string' }, question: { type: 'string' } },
    required: ['company_name', 'question'],
  },
  expected_output_schema: null,
  default_assertions: [
    { type: 'not_contains', value: "I don't know" },
    { type: 'contains', value: 'Acme' },
  ],
};
const ITEM = {
  id: 'aa0e8400-e29b-41d4-a716-446655440000',
  dataset_id: '990e8400-e29b-41d4-a716-446655440000',
  input: { company_name: 'Acme Inc', question: 'What are your business hours?' },
  expected_output: { contains: ['9 AM', '5 PM'] },
  metadata: { category: 'hours', priority: 'high' },
  ...TIMES,
};

/** Example answers of this surface, for its documentation. */
export const EXAMPLES = {
  dataset: { ...DATASET, ...TIMES },
  listed: { ...NAMED, item_count: 25, ...TIMES },
  counted: { ...DATASET, item_count: 25, eval_run_count: 10, ...TIMES },
  item: ITEM,
};
