import { word } from './generated-spans';

/** A page of traces that is measured. */
export interface SearchCase {
  readonly name: string;
  /** Parameters beside the project. */
  readonly query: Readonly<Record<string, string>>;
  /** Median that it must stay below. */
  readonly budgetMs: number;
}

const PAGE_MS = 30;
const SEARCH_MS = 100;

const page = (name: string, query: Record<string, string>): SearchCase => ({ name, query, budgetMs: PAGE_MS });
const search = (name: string, q: string, more: Record<string, string> = {}): SearchCase => ({
  name: `q: ${name}`,
  query: { q, ...more },
  budgetMs: SEARCH_MS,
});

/**
 * Every filter with a value that many traces have and one that few or none have, every sort, both ways, and filters
 * together.
 * @param middle a `created_at` in the middle of the project
 */
export function pageCases(middle: string): SearchCase[] {
  return [
    page('no filter', {}),
    page('after and before', { after: middle, before: new Date(Date.parse(middle) + 2_000).toISOString() }),
    page('has_error=true', { has_error: 'true' }),
    page('has_error=false', { has_error: 'false' }),
    page('in_queue=true', { in_queue: 'true' }),
    page('in_queue=false', { in_queue: 'false' }),
    page('model, in most traces', { model: 'gpt-4o' }),
    page('model, in few', { model: 'rare-model' }),
    page('model, in none', { model: 'none' }),
    page('name, in all traces', { name: 'answer a question' }),
    page('name, in few', { name: 'step 198' }),
    page('name, in none', { name: 'none' }),
    page('kind, in most traces', { kind: 'llm' }),
    page('kind, in few', { kind: 'evaluator' }),
    page('tag, of many traces', { tag: 'tag-0' }),
    page('tag, of few', { tag: 'tag-498' }),
    page('session_id', { session_id: 'session-7' }),
    page('user_id', { user_id: 'user-7' }),
    page('metadata, of most traces', { 'metadata.environment': 'production' }),
    page('metadata, of few', { 'metadata.release': '2026.398' }),
    page('min_duration_ms, of few', { min_duration_ms: '21000' }),
    page('min_duration_ms, of most', { min_duration_ms: '2' }),
    page('min_tokens, of few', { min_tokens: '12000' }),
    page('min_tokens, of none', { min_tokens: '999999' }),
    page('score=gte, of few', { 'score.quality': 'gte:0.99' }),
    page('score=gte, of many', { 'score.quality': 'gte:0.1' }),
    page('score=lt, of none', { 'score.quality': 'lt:0' }),
    page('score=eq', { 'score.quality': 'eq:0.5' }),
    ...['start_time', 'duration_ms', 'tokens', 'error_count'].flatMap((sort) =>
      ['desc', 'asc'].map((order) => page(`sort=${sort}, ${order}`, { sort, order })),
    ),
    page('sort=tokens with a model of few', { sort: 'tokens', model: 'rare-model' }),
    page('sort=duration_ms with a model of most', { sort: 'duration_ms', model: 'gpt-4o' }),
    page('sort=error_count with a user', { sort: 'error_count', user_id: 'user-7' }),
    page('errors of a model, slow ones', { has_error: 'true', model: 'gpt-4o', min_duration_ms: '5000' }),
    page('a tag and a metadata value that never meet', { tag: 'tag-498', 'metadata.release': '2026.398' }),
    page('a kind, a name and a tag', { kind: 'tool', name: 'step 3', tag: 'tag-1' }),
  ];
}

/**
 * Words and phrases that stand nearly everywhere, here and there, and nowhere; with filters and other sorts.
 * @param once a text that stands in one span
 */
export function searchCases(once: string): SearchCase[] {
  const common = [0, 1, 2, 3].map(word);
  return [
    search('a word of nearly every span', word(0)),
    search('a word of one span in ten', word(60)),
    search('a word of one span in 200', word(1_000)),
    search('a word of one span in 3,000', word(19_000)),
    search('a word of no span', 'qqqqqq'),
    search('an order number, in one span', once),
    search('two common words', `${word(0)} ${word(5)}`),
    search('a common and a rare word', `${word(0)} ${word(19_000)}`),
    search('two words of one span in 30', `${word(200)} ${word(210)}`),
    search('three words that hardly meet', `${word(300)} ${word(310)} ${word(320)}`),
    search('a phrase of common words', `"${common[0]} ${common[1]}"`),
    search('a phrase of common words that hardly stands anywhere', `"${common.join(' ')} ${common.join(' ')}"`),
    search('a phrase of two words of one span in ten', `"${word(60)} ${word(61)}"`),
    search('a phrase of a common and a rare word', `"${word(0)} ${word(5_000)}"`),
    search('Chinese, one span in 1,000', '首都'),
    search('Chinese, a phrase', '秘鲁的首都'),
    search('Chinese, nowhere', '天气预报'),
    search('a common word among errors', word(0), { has_error: 'true' }),
    search('a rare word of a user', word(1_000), { user_id: 'user-7' }),
    search('a common word, longest first', word(0), { sort: 'duration_ms' }),
    search('a word of one span in 200, oldest first', word(1_000), { order: 'asc' }),
    search('a word of one span in ten, longest first', word(60), { sort: 'duration_ms' }),
  ];
}
