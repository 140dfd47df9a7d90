import { Injectable } from '@nestjs/common';
import { Database } from '@assay/database';
import { ChatClient } from '@assay/providers';
import { AppError } from '@assay/shared/errors';
import { compileJsonPath } from '@assay/shared/json-path';
import { Outbound } from '@assay/shared/outbound';
import { SealedValueError } from '@assay/shared/secrets';
import { HttpTarget } from './calls/http-target';
import { PromptTarget } from './calls/prompt-target';
import { ScorerTargets } from './scorer-targets';
import { sealedHeadersOf, settingsOf } from './stored-target';
import { type PreparedTarget, TARGET_DELETED, TargetUnusableError } from './target-answer';
import { TargetHeaders } from './target-headers';
import { TargetRepository, type TargetRow } from './target.repository';
import { DEFAULT_TIMEOUT_MS, type HttpSettings, type PromptSettings, type ScorerSettings } from './target-settings';
import { jsonTemplate, textTemplate } from './template';

/** Makes stored targets ready to be called. */
@Injectable()
export class TargetCaller {
  constructor(
    private readonly database: Database,
    private readonly targets: TargetRepository,
    private readonly headers: TargetHeaders,
    private readonly outbound: Outbound,
    private readonly chat: ChatClient,
    private readonly scorers: ScorerTargets,
  ) {}

  /**
   * The target as it stands now; later changes do not reach it. One statement, and one for a named scorer.
   * @throws {TargetUnusableError} when it is gone, or cannot be called
   */
  async prepare(projectId: string, targetId: string): Promise<PreparedTarget> {
    const row = await this.targets.find(this.database, projectId, targetId);
    if (row === undefined) throw new TargetUnusableError(TARGET_DELETED);
    return this.prepared(row);
  }

  /** As {@link prepare}, from a row that is at hand. @throws {TargetUnusableError} */
  async prepared(row: TargetRow): Promise<PreparedTarget> {
    try {
      switch (row.type) {
        case 'http':
          return this.httpTarget(row, settingsOf(row) as HttpSettings);
        case 'scorer':
          return await this.scorers.prepared(row.project_id, settingsOf(row) as ScorerSettings);
        case 'prompt':
          return this.promptTarget(row, settingsOf(row) as PromptSettings);
      }
    } catch (error) {
      if (error instanceof SealedValueError || error instanceof AppError) {
        throw new TargetUnusableError(`the target ${row.name} cannot be called: ${error.message}`, { cause: error });
      }
      throw error;
    }
  }

  private promptTarget(row: TargetRow, settings: PromptSettings): PreparedTarget {
    return new PromptTarget(this.chat, {
      projectId: row.project_id,
      model: settings.model ?? undefined,
      messages: settings.messages.map(({ role, content }) => ({ role, content: textTemplate(content) })),
      parameters: settings.parameters ?? undefined,
      timeoutMs: settings.timeout_ms ?? DEFAULT_TIMEOUT_MS,
    });
  }

  private httpTarget(row: TargetRow, settings: HttpSettings): PreparedTarget {
    return new HttpTarget(this.outbound, {
      url: settings.url,
      method: settings.method,
      headers: this.headers.opened(row.project_id, row.id, sealedHeadersOf(row)),
      body: jsonTemplate(settings.body_template),
      outputPath: compileJsonPath(settings.output_path),
      timeoutMs: settings.timeout_ms ?? DEFAULT_TIMEOUT_MS,
    });
  }
}
