import type { Database } from '@assay/database';
import { Caller } from '@assay/shared/auth';
import { CursorCodec } from '@assay/shared/pagination';
import { TraceListRepository, TraceListService } from '@assay/traces';
import type { Client } from 'pg';

/** A node of `EXPLAIN (FORMAT JSON)`, as far as it is looked at. */
interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Index Name'?: string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly Plans?: readonly PlanNode[];
}

interface Explained {
  readonly Plan: PlanNode;
  readonly 'Planning Time': number;
  readonly 'Execution Time': number;
}

/** Nodes that say nothing about how rows are found. */
const QUIET = new Set(['Limit', 'Result']);

function described(node: PlanNode): string {
  const inner = (node.Plans ?? []).map(described).filter((text) => text !== '');
  const within = inner.length > 1 ? `(${inner.join(', ')})` : (inner[0] ?? '');
  if (QUIET.has(node['Node Type'])) return within;
  const place = node['Index Name'] ?? node['Relation Name'];
  const rows = Math.round(node['Actual Rows'] * node['Actual Loops']).toLocaleString('en');
  const own = `${node['Node Type']}${place === undefined ? '' : ` ${place}`} ${rows}`;
  return within === '' ? own : `${own} < ${within}`;
}

/**
 * The plan of the first page of traces as one line: each node with its table or index and the rows it gave, from the top
 * down, then the pages that were looked at and the times of Postgres alone.
 * @param query parameters as they stand in the URL
 */
export async function planOf(
  client: Client,
  projectId: string,
  query: Readonly<Record<string, string>>,
): Promise<string> {
  const plans: string[] = [];
  const explain = async (text: string, values: readonly unknown[]): Promise<{ rows: never[]; rowCount: number }> => {
    const explained = await client.query<{ 'QUERY PLAN': Explained[] }>(
      `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${text}`,
      values as unknown[],
    );
    const [plan] = explained.rows[0]?.['QUERY PLAN'] ?? [];
    if (plan === undefined) throw new Error('no plan');
    const pages = plan.Plan['Shared Hit Blocks'] + plan.Plan['Shared Read Blocks'];
    plans.push(
      `${described(plan.Plan)}; ${pages.toLocaleString('en')} pages, planned in ${plan['Planning Time'].toFixed(1)} ms, run in ${plan['Execution Time'].toFixed(1)} ms`,
    );
    return { rows: [], rowCount: 0 };
  };
  // The service sends its statement to this instead of a database.
  const database = { run: explain, runPlanned: explain } as unknown as Database;
  const lists = new TraceListService(database, new TraceListRepository(), new CursorCodec(Buffer.alloc(32)));
  await lists.list(new Caller('admin', null, 'bench'), { project_id: projectId, ...parsed(query) } as never);
  return plans.join(' | ');
}

/** Flags and numbers as the service's own check of a query gives them. */
function parsed(query: Readonly<Record<string, string>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(query).map(([key, text]) => {
      if (/^(has_|in_)/.test(key)) return [key, text === 'true'];
      return [key, key.startsWith('min_') ? Number(text) : text];
    }),
  );
}
