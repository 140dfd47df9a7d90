import { randomUUID } from 'node:crypto';
import { call } from './api';
import { comparisonOf } from './comparison';
import { type AnswerSource, countryJsonSource, countryListSource, type Question, questions } from './sources';
import { table } from './table';

const PROJECT = 'capitals';
const GATE = { scorer_name: 'exact_match', metric: 'mean', threshold: 0.8 };
const SHOWN_FAILURES = 6;

interface Item {
  id: string;
}
interface Answered {
  readonly item: Item;
  readonly question: Question;
  readonly traceId: string;
  readonly output: string | undefined;
}

async function makeDataset(all: Question[], stamp: string): Promise<{ id: string; items: Item[] }> {
  const { id } = await call<{ id: string }>('POST', '/v1/datasets', {
    project_id: PROJECT,
    name: `capitals ${stamp}`,
    description: 'Capitals of the package world-countries',
  });
  const items = all.map(({ question, capital, code }) => ({
    input: question,
    expected_output: capital,
    metadata: { code },
  }));
  const made = await call<{ items: Item[] }>('POST', `/v1/datasets/${id}/items/batch`, { items });
  console.log(`Dataset: ${made.items.length} questions, from "${all[0]?.question}" to "${all.at(-1)?.question}"`);
  return { id, items: made.items };
}

/** Asks one source everything, and sends what happened as traces: a root span with the question, a child with the look-up. */
async function ask(source: AnswerSource, all: Question[], items: Item[]): Promise<Answered[]> {
  const answered = all.map((question, index): Answered => {
    return { item: items[index] as Item, question, traceId: randomUUID(), output: source.answer(question) };
  });
  const spans = answered.flatMap(({ question, traceId, output }) => {
    const start_time = new Date().toISOString();
    const end_time = new Date(Date.now() + 1).toISOString();
    const error =
      output === undefined ? { error: { message: `${source.name} does not know ${question.country}` } } : {};
    return [
      {
        id: 'answer',
        trace_id: traceId,
        name: 'answer question',
        kind: 'chain',
        input: question.question,
        output: output ?? null,
        start_time,
        end_time,
        metadata: { source: source.name },
      },
      {
        id: 'look-up',
        trace_id: traceId,
        parent_span_id: 'answer',
        name: `look up in ${source.name}`,
        kind: 'tool',
        input: { code: question.code },
        output: output ?? null,
        start_time,
        end_time,
        ...error,
      },
    ];
  });
  const { accepted } = await call<{ accepted: number }>('POST', '/v1/traces/ingest', { project_id: PROJECT, spans });
  console.log(`Traces:  ${source.name} answered ${answered.length} questions, ${accepted} spans sent`);
  return answered;
}

async function experiment(
  source: AnswerSource,
  datasetId: string,
  answered: Answered[],
  stamp: string,
): Promise<string> {
  const { id } = await call<{ id: string }>('POST', '/v1/experiments', {
    project_id: PROJECT,
    name: `${source.name} ${stamp}`,
    dataset_id: datasetId,
    metadata: { source: source.name },
    threshold: GATE,
  });
  const scores = [
    { scorer_name: 'exact_match', config: { case_sensitive: false } },
    { scorer_name: 'contains', config: { case_sensitive: false } },
  ];
  const runs = answered.map(({ item, traceId, output, question }) =>
    output === undefined
      ? {
          dataset_item_id: item.id,
          trace_id: traceId,
          error: `no answer for ${question.country}`,
          scores: [
            { scorer_name: 'exact_match', value: 0 },
            { scorer_name: 'contains', value: 0 },
          ],
        }
      : { dataset_item_id: item.id, trace_id: traceId, output, scores },
  );
  await call('POST', `/v1/experiments/${id}/runs`, { runs });
  await call('POST', `/v1/experiments/${id}/complete`, {});
  return id;
}

async function printComparison(baseId: string, compareId: string): Promise<void> {
  const scorers = await comparisonOf(baseId, compareId);
  const rows = scorers.map((row) => {
    const interval = row.significance?.confidence_interval;
    const p = row.significance?.p_value ?? null;
    return [
      row.scorer_name,
      row.base_mean.toFixed(3),
      row.compare_mean.toFixed(3),
      (row.delta > 0 ? '+' : '') + row.delta.toFixed(3),
      interval == null ? '' : `${interval.low.toFixed(3)} to ${interval.high.toFixed(3)}`,
      p === null ? '' : p < 0.0001 ? '<0.0001' : p.toFixed(4),
      row.improved_count,
      row.regressed_count,
      row.unchanged_count,
    ];
  });
  console.log(`\nComparison: ${countryJsonSource.name} (base) against ${countryListSource.name}\n`);
  console.log(
    table(['scorer', 'base', 'compare', 'delta', '95 % interval', 'p', 'improved', 'regressed', 'unchanged'], rows),
  );
}

async function printGate(ids: Record<string, string>): Promise<void> {
  const rows = await Promise.all(
    Object.entries(ids).map(async ([name, id]) => {
      const verdict = await call<{ passed: boolean; actual_value: number; gap: number }>(
        'POST',
        `/v1/experiments/${id}/threshold`,
        GATE,
      );
      return [
        name,
        verdict.actual_value.toFixed(3),
        `≥ ${GATE.threshold}`,
        (verdict.gap > 0 ? '+' : '') + verdict.gap.toFixed(3),
        verdict.passed ? 'PASSED' : 'FAILED',
      ];
    }),
  );
  console.log(`\nGate: ${GATE.metric} of ${GATE.scorer_name}\n`);
  console.log(table(['experiment', 'actual', 'threshold', 'gap', 'verdict'], rows));
}

function isWrong({ output, question }: Answered): boolean {
  return output?.toLowerCase() !== question.capital.toLowerCase();
}

/** What a reviewer does with a wrong answer: says what is right, and makes a test case of it. */
async function annotate(failure: Answered, datasetId: string): Promise<void> {
  const annotation = await call<{ id: string }>('POST', '/v1/annotations', {
    project_id: PROJECT,
    trace_id: failure.traceId,
    annotator: 'reviewer@example.com',
    label: 'wrong_capital',
    correction: failure.question.capital,
    notes: `Answered ${failure.output}.`,
  });
  const item = await call<{ id: string; version: number; input: string; expected_output: string }>(
    'POST',
    `/v1/annotations/${annotation.id}/to-dataset-item`,
    { dataset_id: datasetId },
  );
  console.log(
    `\nAnnotated: "${item.input}" answered "${failure.output}", corrected to "${item.expected_output}"; it is now an item of dataset version ${item.version}.`,
  );
}

/** Items that the base answered right and the other one wrong: what a mean alone hides. */
function printRegressions(base: Answered[], compare: Answered[]): void {
  const regressed = compare.filter((answered, index) => isWrong(answered) && !isWrong(base[index] as Answered));
  console.log(`\nBetter on average, and still worse on ${regressed.length} questions. Some of them:\n`);
  console.log(
    table(
      ['question', countryListSource.name, 'expected'],
      regressed
        .slice(0, SHOWN_FAILURES)
        .map(({ question, output }) => [question.question, output ?? '', question.capital]),
    ),
  );
}

async function main(): Promise<void> {
  const stamp = new Date().toISOString();
  const all = questions();
  const dataset = await makeDataset(all, stamp);
  const base = await ask(countryJsonSource, all, dataset.items);
  const compare = await ask(countryListSource, all, dataset.items);
  const baseId = await experiment(countryJsonSource, dataset.id, base, stamp);
  const compareId = await experiment(countryListSource, dataset.id, compare, stamp);
  await printComparison(baseId, compareId);
  await printGate({ [countryJsonSource.name]: baseId, [countryListSource.name]: compareId });
  printRegressions(base, compare);
  const failure = base.find((answered) => answered.output !== undefined && isWrong(answered));
  if (failure !== undefined) await annotate(failure, dataset.id);
}

main().catch((error: unknown) => {
  console.error((error as Error).message);
  process.exitCode = 1;
});
