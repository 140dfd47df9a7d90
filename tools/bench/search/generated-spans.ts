import { randomOf } from './random';

/** Spans of a trace, and of a request. */
export const SPANS_PER_TRACE = 10;
export const SPANS_PER_BATCH = 1_000;

const VOCABULARY = 20_000;
const WORDS_PER_TEXT = 40;
const SYLLABLES = 'ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu'.split(' ');
const MODELS = ['gpt-4o', 'gpt-4o-mini', 'claude-x', 'gemini-pro', 'rare-model'];
const KINDS = ['llm', 'tool', 'retriever', 'embedding', 'agent', 'chain', 'reranker'];
const START = Date.parse('2026-02-21T22:00:00.000Z');
const CHINESE = '秘鲁的首都是利马';

/** The word of a rank: rank 0 stands in nearly every span, the last in about 0.03 % of them. */
export function word(rank: number): string {
  let text = SYLLABLES[rank % SYLLABLES.length] as string;
  for (let rest = Math.floor(rank / SYLLABLES.length) + 1; rest > 0; rest = Math.floor(rest / SYLLABLES.length))
    text += SYLLABLES[rest % SYLLABLES.length];
  return text;
}

/** A rank by Zipf's law: each is met about as often as it is small. */
function zipf(random: () => number, ranks: number): number {
  return Math.min(ranks - 1, Math.floor(ranks ** random()) - 1);
}

function prose(random: () => number): string {
  return Array.from({ length: WORDS_PER_TEXT }, () => word(zipf(random, VOCABULARY))).join(' ');
}

function span(random: () => number, trace: number, place: number): Record<string, unknown> {
  const at = START + trace * 1_000 + place;
  const durationMs = Math.round(Math.exp(random() * 10));
  const isModelCall = place === 0 || random() < 0.5;
  const model = MODELS[Math.floor(random() ** 4 * MODELS.length)];
  return {
    id: `s${trace}-${place}`,
    trace_id: `t${trace}`,
    ...(place === 0 ? {} : { parent_span_id: `s${trace}-0` }),
    name: place === 0 ? 'answer a question' : `step ${zipf(random, 200)}`,
    kind: random() < 0.0005 ? 'evaluator' : KINDS[zipf(random, KINDS.length)],
    input: { messages: [{ role: 'user', content: prose(random) }] },
    output: `${prose(random)}${random() < 0.001 ? ` ${CHINESE}` : ''}${random() < 0.1 ? ` order-${trace * SPANS_PER_TRACE + place}` : ''}`,
    start_time: new Date(at).toISOString(),
    end_time: new Date(at + durationMs).toISOString(),
    ...(isModelCall
      ? { model, tokens_input: Math.floor(random() * 2_000), tokens_output: Math.floor(random() * 500) }
      : {}),
    ...(random() < 0.004 ? { error: { message: 'timed out' } } : {}),
    ...(place === 0 ? root(random) : {}),
  };
}

function root(random: () => number): Record<string, unknown> {
  return {
    metadata: {
      environment: random() < 0.9 ? 'production' : 'staging',
      release: `2026.${zipf(random, 400)}`,
      session_id: `session-${Math.floor(random() * 20_000)}`,
      user_id: `user-${Math.floor(random() * 5_000)}`,
      tags: JSON.stringify([`tag-${zipf(random, 500)}`]),
    },
    ...(random() < 0.1 ? { scores: [{ scorer_name: 'quality', value: Math.round(random() * 100) / 100 }] } : {}),
  };
}

/** A batch of spans, in whole traces; the same for the same number. */
export function batchOf(batch: number): Record<string, unknown>[] {
  const random = randomOf(batch + 1);
  const traces = SPANS_PER_BATCH / SPANS_PER_TRACE;
  return Array.from({ length: SPANS_PER_BATCH }, (_, index) =>
    span(random, batch * traces + Math.floor(index / SPANS_PER_TRACE), index % SPANS_PER_TRACE),
  );
}
