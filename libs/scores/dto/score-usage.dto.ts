import { rawJson } from '@assay/shared/json';
import { DecimalField, TextField, WholeField } from '@assay/shared/http/fields';
import type { UsageSums } from '../usage/usage-sql';

/** What answers of language models took. Those that were at hand took nothing. */
export class UsageDto {
  @WholeField({ description: 'Answers that were paid for.', example: 1 })
  calls: number;

  @WholeField({ description: 'Answers that were at hand from an equal question, and cost nothing.', example: 0 })
  kept_answers: number;

  @WholeField({
    description: 'Tokens of the questions, as the provider counts; null if it never said.',
    example: 412,
    optional: true,
  })
  tokens_input: number | null;

  @WholeField({ description: 'Tokens of the answers.', example: 36, optional: true })
  tokens_output: number | null;

  @DecimalField({
    description: 'USD by the prices of the provider, exactly; null without prices.',
    example: 0.0000834,
    optional: true,
  })
  cost_usd: unknown;
}

/** What one score took. */
export class ScoreUsageDto extends UsageDto {
  @TextField({ description: 'The model that answered; of several the last one.', example: 'gpt-4o-mini' })
  model: string;
}

/** Sums as they are answered: the cost exactly. */
export function usageOf({ calls, kept_answers, tokens_input, tokens_output, cost_usd }: UsageSums): UsageDto {
  return { calls, kept_answers, tokens_input, tokens_output, cost_usd: cost_usd === null ? null : rawJson(cost_usd) };
}
