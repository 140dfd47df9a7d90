import { Injectable } from '@nestjs/common';
import { background, type Executor, textArray, type Transaction } from '@assay/database';
import type { SelectedSpan } from '@assay/traces';
import type { RuleRow } from './scoring-rule.repository';

/** A stored batch of spans that the rules have not seen. */
export interface PendingBatch {
  id: string;
  trace_ids: string[];
}

/** A rule, as far as its application needs it. */
export type AppliedRule = Pick<
  RuleRow,
  'id' | 'filter' | 'sampling_rate' | 'target_kind' | 'scorer_name' | 'scorer' | 'config'
>;

/** The SQL of what rules have seen and taken. */
@Injectable()
export class RuleFeedRepository {
  /** Projects with batches that wait, the one that has waited longest first. */
  async waitingProjects(executor: Executor, count: number): Promise<string[]> {
    const { rows } = await executor.run<{ project_id: string }>(
      background('SELECT p.project_id FROM rule_pending p GROUP BY p.project_id ORDER BY min(p.queued_at) LIMIT $1'),
      [count],
    );
    return rows.map((row) => row.project_id);
  }

  /** Takes batches of a project, oldest first, that no other process has taken; they are this transaction's. */
  async take(tx: Transaction, projectId: string, count: number, isIndexed: boolean): Promise<PendingBatch[]> {
    const indexed = `AND NOT EXISTS (SELECT 1 FROM search_pending s WHERE s.project_id = $1 AND s.id = p.id)`;
    const { rows } = await tx.run<PendingBatch>(
      background(
        `SELECT p.id, p.trace_ids FROM rule_pending p WHERE p.project_id = $1 ${isIndexed ? indexed : ''}
         ORDER BY p.id LIMIT $2 FOR UPDATE SKIP LOCKED`,
      ),
      [projectId, count],
    );
    return rows;
  }

  async enabledRules(tx: Transaction, projectId: string): Promise<AppliedRule[]> {
    const { rows } = await tx.run<AppliedRule>(
      background(
        `SELECT r.id, r.filter, r.sampling_rate, r.target_kind, r.scorer_name, r.scorer, r.config
         FROM scoring_rules r WHERE r.project_id = $1 AND r.is_enabled ORDER BY r.id`,
      ),
      [projectId],
    );
    return rows;
  }

  /** Notes that a rule takes spans, and gives those that it had not taken before. */
  async mark(
    tx: Transaction,
    projectId: string,
    ruleId: string,
    spans: readonly SelectedSpan[],
  ): Promise<SelectedSpan[]> {
    const { rows } = await tx.run<SelectedSpan>(
      background(
        `INSERT INTO rule_spans AS m (project_id, rule_id, trace_id, span_id)
         SELECT $1, $2::uuid, n.trace_id, n.span_id FROM unnest($3::text[], $4::text[]) AS n (trace_id, span_id)
         ON CONFLICT DO NOTHING RETURNING m.trace_id, m.span_id AS id`,
      ),
      [projectId, ruleId, textArray(spans.map((span) => span.trace_id)), textArray(spans.map((span) => span.id))],
    );
    return rows;
  }

  /** Notes that the rules have seen batches. */
  async finish(tx: Transaction, projectId: string, batches: readonly PendingBatch[]): Promise<void> {
    await tx.run(
      background('DELETE FROM rule_pending AS p WHERE p.project_id = $1 AND p.id = ANY ($2::text[]::uuid[])'),
      [projectId, textArray(batches.map(({ id }) => id))],
    );
  }
}
