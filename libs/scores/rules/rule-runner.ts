import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Database, type Transaction, violates } from '@assay/database';
import { Jobs } from '@assay/jobs';
import { Rounds } from '@assay/shared/rounds';
import { SpanSelector } from '@assay/traces';
import { BackgroundScores } from '../background/background-scores';
import { type AppliedRule, RuleFeedRepository } from './rule-feed.repository';
import { isSampled } from './sampling';

const POLL_MS = 1_000;
const PROJECTS_PER_ROUND = 20;
const BATCHES_PER_STEP = 20;
/** Spans that a rule takes of the traces of one step. */
const SPANS_PER_RULE = 20_000;

/**
 * Holds new spans against the rules of their project, behind the commit that stored them: ingestion only notes which
 * traces it added to, and only where a rule is enabled. One transaction looks at a note, stores the tasks and removes it.
 */
@Injectable()
export class RuleRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly rounds = new Rounds(
    { name: 'ScoringRules', everyMs: POLL_MS, failure: 'scoring rules were not applied' },
    () => this.drain(),
  );

  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly feed: RuleFeedRepository,
    private readonly spans: SpanSelector,
    private readonly background: BackgroundScores,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.jobs.isWorker) return;
    this.rounds.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.rounds.stop();
  }

  /** Applies the rules to everything that waits and no other process has taken. */
  async drain(): Promise<void> {
    for (let isDone = false; !isDone && !this.rounds.isStopping;) {
      isDone = true;
      for (const projectId of await this.feed.waitingProjects(this.database, PROJECTS_PER_ROUND)) {
        if (await this.step(projectId)) isDone = false;
      }
    }
  }

  /** One transaction; false when nothing was there to do. */
  private async step(projectId: string): Promise<boolean> {
    try {
      return await this.database.transaction((tx) => this.apply(tx, projectId));
    } catch (error) {
      // A trace or a rule was deleted meanwhile: the next step sees it.
      const isGone = ['rule_spans_span', 'rule_spans_rule', 'score_tasks_span'].some((name) => violates(error, name));
      if (isGone) return true;
      throw error;
    }
  }

  private async apply(tx: Transaction, projectId: string): Promise<boolean> {
    const rules = await this.feed.enabledRules(tx, projectId);
    const searches = rules.some(({ filter }) => 'q' in (JSON.parse(filter) as object));
    const batches = await this.feed.take(tx, projectId, BATCHES_PER_STEP, searches);
    if (batches.length === 0) return false;
    const traceIds = [...new Set(batches.flatMap((batch) => batch.trace_ids))];
    for (const rule of rules) await this.applyRule(tx, projectId, rule, traceIds);
    await this.feed.finish(tx, projectId, batches);
    return true;
  }

  private async applyRule(
    tx: Transaction,
    projectId: string,
    rule: AppliedRule,
    traceIds: readonly string[],
  ): Promise<void> {
    const rate = Number(rule.sampling_rate);
    const sampled = traceIds.filter((traceId) => isSampled(traceId, rate));
    if (sampled.length === 0) return;
    const filters = this.spans.read(JSON.parse(rule.filter) as Record<string, unknown>);
    const selection = { filters, choice: rule.target_kind, traceIds: sampled, limit: SPANS_PER_RULE };
    const selected = await this.spans.select(tx, projectId, selection);
    if (selected.length === 0) return;
    const taken = await this.feed.mark(tx, projectId, rule.id, selected);
    const { scorer_name: scorerName, scorer, config } = rule;
    const tasks = taken.map((span) => ({
      target: { traceId: span.trace_id, spanId: span.id },
      scorerName,
      scorer,
      config,
    }));
    await this.background.enqueue(tx, projectId, tasks);
  }
}
