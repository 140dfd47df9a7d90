import { projectIdProblem } from '@assay/shared/http/fields';
import { DEFAULT_PROJECT } from '../ingest/ingest-project';
import type { Rejection } from './otlp-span';
import type { ProjectSpans } from './translate-request';
import type { TranslatedSpan } from './translate-span';

/** The spans of a request that go to one project, each key once. */
export interface ProjectGroup {
  readonly projectId: string;
  readonly spans: readonly TranslatedSpan[];
}

/**
 * Finds the projects of spans: the one that the token or the header names, for all; else the one that their resource
 * names; else `default`. Spans whose resource names what cannot be a project are rejected.
 * @param named the project of the token or the header
 */
export function byProject(
  groups: readonly ProjectSpans[],
  named: string | undefined,
): { projects: ProjectGroup[]; rejections: Rejection[] } {
  const rejections: Rejection[] = [];
  const listsOf = new Map<string, TranslatedSpan[][]>();
  for (const { projectHint, spans } of groups) {
    const projectId = named ?? projectHint ?? DEFAULT_PROJECT;
    const problem = named === undefined ? projectIdProblem(projectId) : undefined;
    if (problem === undefined) listsOf.set(projectId, [...(listsOf.get(projectId) ?? []), [...spans]]);
    else rejections.push(...spans.map(({ index }) => ({ index, reason: `has a resource whose project ${problem}` })));
  }
  const projects = [...listsOf].map(([projectId, lists]) => ({ projectId, spans: merged(lists) }));
  return { projects, rejections };
}

/** One list in the order of the request; of two copies of a span the first stays. */
function merged(lists: readonly TranslatedSpan[][]): readonly TranslatedSpan[] {
  if (lists.length === 1 && lists[0] !== undefined) return lists[0];
  const seen = new Set<string>();
  const inOrder = lists.flat().sort((a, b) => a.index - b.index);
  return inOrder.filter(({ traceId, id }) => {
    const isFirst = !seen.has(traceId + id);
    seen.add(traceId + id);
    return isFirst;
  });
}
