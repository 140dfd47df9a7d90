import {
  ChoiceField,
  DecimalField,
  FlagField,
  FreeField,
  InstantField,
  NameField,
  NestedField,
  ObjectField,
  ProjectIdField,
  ServerIdField,
  TextField,
} from '@assay/shared/http/fields';
import { PageQuery } from '@assay/shared/pagination';
import { SPAN_CHOICES, type SpanChoice } from '@assay/traces';

const NAME = { description: 'Its name, unique in the project.', example: 'helpful answers' };
const ENABLED = { description: 'Whether it scores new spans.', example: true, default: true };
const FILTER = {
  description:
    'Which traces: filters of `GET /v1/traces` by name, such as `has_error`, `model`, `tag`, `metadata.<key>`, `score.<name>`; `{}` for all.',
  example: { tag: 'beta', 'metadata.env': 'prod' },
};
const RATE = {
  description: 'The share of traces, from 0 to 1. Which ones is decided by their ids: the same for every rule.',
  example: 0.1,
  default: 1,
};
const KIND = {
  description: 'Which spans of those traces: the root, any, or those of a kind.',
  choices: SPAN_CHOICES,
  example: 'root',
  default: 'root',
};
const SCORER = { description: 'What scores them, as at `POST /v1/scores` without a value.' };

/** What a rule scores with. */
export class RuleScorerDto {
  @NameField({ description: 'The name under which the scores are kept.', example: 'helpful' })
  scorer_name: string;

  @FreeField({
    description: 'The scorer, where `scorer_name` is a name of your own.',
    example: 'llm_judge',
    optional: true,
  })
  scorer?: unknown;

  @ObjectField({ description: 'Its settings.', example: { score_range: [1, 5] }, optional: true })
  config?: Record<string, unknown> | null;
}

/** Body of `POST /v1/scoring-rules`. */
export class CreateScoringRuleDto {
  @ProjectIdField()
  project_id?: string | null;

  @NameField(NAME)
  name: string;

  @FlagField({ ...ENABLED, optional: true })
  enabled?: boolean | null;

  @ObjectField({ ...FILTER, optional: true })
  filter?: Record<string, unknown> | null;

  @DecimalField({ ...RATE, optional: true, min: '0' })
  sampling_rate?: unknown;

  @ChoiceField({ ...KIND, optional: true })
  target_kind?: SpanChoice | null;

  @NestedField({ ...SCORER, of: () => RuleScorerDto })
  scorer: RuleScorerDto;
}

/** Body of `PATCH /v1/scoring-rules/:id`. */
export class UpdateScoringRuleDto {
  @NameField({ ...NAME, optional: true, keepsNull: false })
  name?: string;

  @FlagField({ ...ENABLED, optional: true, keepsNull: false })
  enabled?: boolean;

  @ObjectField({ ...FILTER, optional: true, keepsNull: false })
  filter?: Record<string, unknown>;

  @DecimalField({ ...RATE, optional: true, keepsNull: false, min: '0' })
  sampling_rate?: unknown;

  @ChoiceField({ ...KIND, optional: true, keepsNull: false })
  target_kind?: SpanChoice;

  @NestedField({ ...SCORER, of: () => RuleScorerDto, optional: true, keepsNull: false })
  scorer?: RuleScorerDto;
}

/** Query of `GET /v1/scoring-rules`. */
export class ScoringRulesQuery extends PageQuery {
  @ProjectIdField({ description: 'The project to list. Optional for a key that is bound to one.', keepsNull: false })
  project_id?: string;
}

/** What a rule scores with, as it is answered. */
export class ShownRuleScorerDto {
  @NameField({ description: 'The name under which the scores are kept.', example: 'helpful' })
  scorer_name: string;

  @TextField({ description: 'The scorer.', example: 'llm_judge' })
  scorer: string;

  @ObjectField({ description: 'Its settings.', example: { score_range: [1, 5] }, optional: true })
  config: unknown;
}

/** A rule that scores new spans of a project. */
export class ScoringRuleDto {
  @ServerIdField({ description: 'The id of the rule.', example: '019a0c3e-7b1d-7c55-8f0e-3d8a4a1f2b6c' })
  id: string;

  @ProjectIdField({ description: 'The project.', optional: false })
  project_id: string;

  @NameField(NAME)
  name: string;

  @FlagField(ENABLED)
  enabled: boolean;

  @ObjectField(FILTER)
  filter: unknown;

  @DecimalField(RATE)
  sampling_rate: unknown;

  @ChoiceField(KIND)
  target_kind: SpanChoice;

  @NestedField({ ...SCORER, of: () => ShownRuleScorerDto })
  scorer: ShownRuleScorerDto;

  @InstantField({ description: 'When it was made.', example: '2026-02-21T22:00:00.000Z' })
  created_at: string;

  @InstantField({ description: 'When it was changed last.', example: '2026-02-21T22:00:00.000Z' })
  updated_at: string;
}
