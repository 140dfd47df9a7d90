import { rawJson } from '@assay/shared/json';
import { isoMillis } from '@assay/shared/time';
import type { TargetDto } from './dto/target.dto';
import { MASKED_VALUE } from './header-values';
import { sealedHeadersOf, settingsOf } from './stored-target';
import type { TargetRow } from './target.repository';
import type { HttpSettings, PromptSettings, ScorerSettings } from './target-settings';

/** A stored target as it is answered: fields of other types are null, values of headers masked. */
export function targetDtoOf(row: TargetRow): TargetDto {
  const settings = settingsOf(row) as Partial<HttpSettings & PromptSettings & ScorerSettings>;
  const names = Object.keys(sealedHeadersOf(row));
  return {
    id: row.id,
    project_id: row.project_id,
    name: row.name,
    type: row.type,
    label: row.label,
    description: row.description,
    metadata: row.metadata === null ? null : rawJson(row.metadata),
    url: settings.url ?? null,
    method: settings.method ?? null,
    headers: row.type === 'http' ? Object.fromEntries(names.map((name) => [name, MASKED_VALUE])) : null,
    body_template: settings.body_template ?? null,
    output_path: settings.output_path ?? null,
    timeout_ms: settings.timeout_ms ?? null,
    model: settings.model ?? null,
    messages: settings.messages === undefined ? null : [...settings.messages],
    parameters: settings.parameters ?? null,
    scorer: settings.scorer ?? null,
    config: settings.config ?? null,
    created_at: isoMillis(row.created_at),
    updated_at: isoMillis(row.updated_at),
  };
}
