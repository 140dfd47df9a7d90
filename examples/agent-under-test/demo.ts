import { call } from '../capitals/api';
import { comparisonOf } from '../capitals/comparison';
import { type Question, questions } from '../capitals/sources';
import { table } from '../capitals/table';
import { type AgentProcess, startAgent } from './agent-process';
import { followToEnd } from './events';

const PROJECT = 'agent-under-test';
const GATE = { scorer_name: 'exact_match', metric: 'mean', threshold: 0.82 };
const SCORERS = ['exact_match', 'contains'].map((scorer_name) => ({ scorer_name, config: { case_sensitive: false } }));
const CONCURRENCY = 16;

interface Execution {
  status: string;
  total: number;
  succeeded: number;
  failed: number;
  started_at: string;
  completed_at: string;
}
interface Run {
  dataset_item_id: string;
  output: string;
  trace_id: string;
}

async function makeDataset(all: Question[], stamp: string): Promise<string> {
  const { id } = await call<{ id: string }>('POST', '/v1/datasets', { project_id: PROJECT, name: `capitals ${stamp}` });
  const items = all.map(({ question, capital }) => ({ input: question, expected_output: capital }));
  await call('POST', `/v1/datasets/${id}/items/batch`, { items });
  console.log(`Dataset:    ${items.length} questions`);
  return id;
}

/** Registers a version of the agent, and has the service call it for every item. */
async function execute(version: string, agent: AgentProcess, datasetId: string, stamp: string): Promise<string> {
  const target = await call<{ id: string }>('POST', '/v1/targets', {
    project_id: PROJECT,
    name: `capital-agent ${version} ${stamp}`,
    type: 'http',
    label: 'agent',
    url: agent.url,
    timeout_ms: 5_000,
  });
  const { id } = await call<{ id: string }>('POST', '/v1/experiments', {
    project_id: PROJECT,
    name: `capital-agent ${version} ${stamp}`,
    dataset_id: datasetId,
    auto_complete: true,
    threshold: GATE,
  });
  const order = { target_id: target.id, scorers: SCORERS, max_concurrency: CONCURRENCY };
  const [counts] = await Promise.all([followToEnd(id), call('POST', `/v1/experiments/${id}/execute`, order)]);
  const { execution } = await call<{ execution: Execution }>('GET', `/v1/experiments/${id}`);
  const shown = Object.entries(counts).map(([event, count]) => `${count} ${event}`);
  console.log(
    `Executed:   version ${version}: ${execution.status}, ${execution.succeeded} of ${execution.total} answered, ${execution.failed} failed (events: ${shown.join(', ')})`,
  );
  return id;
}

async function runsOf(experimentId: string): Promise<Map<string, Run>> {
  const runs = new Map<string, Run>();
  for (let cursor: string | null = ''; cursor !== null;) {
    const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const page: { items: Run[]; next_cursor: string | null } = await call(
      'GET',
      `/v1/experiments/${experimentId}/runs?limit=200${query}`,
    );
    for (const run of page.items) runs.set(run.dataset_item_id, run);
    cursor = page.next_cursor;
  }
  return runs;
}

async function printComparison(baseId: string, compareId: string): Promise<void> {
  const scorers = await comparisonOf(baseId, compareId);
  const rows = scorers.map((row) => [
    row.scorer_name,
    row.base_mean.toFixed(3),
    row.compare_mean.toFixed(3),
    (row.delta > 0 ? '+' : '') + row.delta.toFixed(3),
    row.significance?.p_value?.toFixed(4) ?? '',
    row.improved_count,
    row.regressed_count,
    row.unchanged_count,
  ]);
  console.log('\nComparison: version 1 (base) against version 2\n');
  console.log(table(['scorer', 'base', 'compare', 'delta', 'p', 'improved', 'regressed', 'unchanged'], rows));
}

async function printMended(all: Question[], datasetId: string, baseId: string, compareId: string): Promise<void> {
  const [base, compare] = [await runsOf(baseId), await runsOf(compareId)];
  const expected = new Map(all.map(({ question, capital }) => [question, capital]));
  const rows: string[][] = [];
  for (const [itemId, { output }] of base) {
    const mended = compare.get(itemId) as Run;
    if (mended.output === output) continue;
    const item = await call<{ input: string }>('GET', `/v1/datasets/${datasetId}/items/${itemId}`);
    rows.push([item.input, output, mended.output, expected.get(item.input) ?? '']);
  }
  console.log('\nWhat version 2 answers otherwise\n');
  console.log(table(['question', 'version 1', 'version 2', 'expected'], rows));
}

async function printTrace(experimentId: string): Promise<void> {
  const [run] = [...(await runsOf(experimentId)).values()];
  const path = `/v1/traces/${run?.trace_id}?project_id=${PROJECT}`;
  const trace = await call<{ spans: { name: string; input: unknown; output: unknown }[] }>('GET', path).catch(
    () => undefined,
  );
  const [span] = trace?.spans ?? [];
  const shown =
    span === undefined ? 'has not arrived' : `"${span.name}": ${String(span.input)} → ${String(span.output)}`;
  console.log(`\nThe agent's own span of the first run, by the traceparent of its call: ${shown}`);
}

async function printVerdict(versions: Record<string, string>): Promise<void> {
  console.log(`\nGate: ${GATE.metric} of ${GATE.scorer_name} ≥ ${GATE.threshold}\n`);
  for (const [version, id] of Object.entries(versions)) {
    const verdict = await call<{ passed: boolean; actual_value: number }>(
      'POST',
      `/v1/experiments/${id}/threshold`,
      GATE,
    );
    console.log(`version ${version}  ${verdict.actual_value.toFixed(3)}  ${verdict.passed ? 'PASSED' : 'FAILED'}`);
  }
}

async function main(): Promise<void> {
  const stamp = new Date().toISOString();
  const all = questions();
  const datasetId = await makeDataset(all, stamp);
  const agents = await Promise.all([startAgent(1, PROJECT), startAgent(2, PROJECT)]);
  try {
    const baseId = await execute('1', agents[0], datasetId, stamp);
    const compareId = await execute('2', agents[1], datasetId, stamp);
    await printComparison(baseId, compareId);
    await printMended(all, datasetId, baseId, compareId);
    await printVerdict({ 1: baseId, 2: compareId });
    await printTrace(baseId);
  } finally {
    for (const agent of agents) agent.stop();
  }
}

main().catch((error: unknown) => {
  console.error((error as Error).message);
  process.exitCode = 1;
});
