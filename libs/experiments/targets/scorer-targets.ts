import { Injectable } from '@nestjs/common';
import {
  BackgroundScores,
  NamedScorers,
  type PreparedScore,
  prepareScore,
  ScoreComputer,
  type ScoreRequest,
} from '@assay/scores';
import { ScorerTarget } from './calls/scorer-target';
import type { PreparedTarget } from './target-answer';
import type { ScorerSettings } from './target-settings';

/** Scorers as targets: built-in ones, those that ask a model, and named ones of the project. */
@Injectable()
export class ScorerTargets {
  constructor(
    private readonly named: NamedScorers,
    private readonly background: BackgroundScores,
    private readonly computer: ScoreComputer,
  ) {}

  /**
   * Refuses settings that no scorer can be made of. No statement, but one each for scorers or providers of the project
   * that this process has not read lately.
   * @throws {InvalidRequestError} for an unknown scorer
   * @throws {InvalidScorerConfigError} when it cannot use its configuration
   * @throws as {@link BackgroundScores.mustBeAvailable}
   */
  async check(projectId: string, settings: ScorerSettings): Promise<void> {
    const { prepared } = await this.resolved(projectId, settings);
    await this.background.mustBeAvailable(projectId, [prepared]);
  }

  /** The scorer as it stands now: a named one may have changed since. @throws as {@link check} */
  async prepared(projectId: string, settings: ScorerSettings): Promise<PreparedTarget> {
    const { request, prepared } = await this.resolved(projectId, settings);
    const asked = { scorerName: settings.scorer, scorer: String(request.scorer), config: request.config ?? {} };
    return new ScorerTarget(this.computer, { projectId, asked, prepared, timeoutMs: settings.timeout_ms ?? undefined });
  }

  private async resolved(
    projectId: string,
    { scorer, config }: ScorerSettings,
  ): Promise<{ request: ScoreRequest; prepared: PreparedScore }> {
    const request: ScoreRequest = { scorer_name: scorer, scorer, config };
    const [resolved = request] = await this.named.resolve(projectId, [request]);
    return { request: resolved, prepared: prepareScore(resolved) };
  }
}
