import {
  DecimalField,
  FlagField,
  MetadataField,
  NestedField,
  NumberField,
  PayloadField,
  TextField,
  WholeField,
} from '@assay/shared/http/fields';

/** Body of `POST /v1/targets/:id/test`: the item that the target is called for. */
export class TryTargetDto {
  @PayloadField({ description: 'The input: any JSON value.', example: 'What is the capital of France?' })
  input: unknown;

  @PayloadField({ description: 'For templates that show it.', example: 'Paris', optional: true })
  expected_output?: unknown;

  @MetadataField({ description: 'For templates that show it.', example: { region: 'Europe' }, optional: true })
  metadata?: unknown;
}

/** Why a call gave no output. */
export class TargetFailureDto {
  @TextField({ description: 'For a person.', example: 'the target answered 500' })
  message: string;

  @TextField({
    description:
      'One word: `timeout`, `network`, `blocked`, `too_large`, `http_<status>`, `invalid_answer`, `no_output`, …',
    example: 'http_500',
  })
  type: string;

  @TextField({
    description: 'The first 2 KiB of what the target answered.',
    example: 'Internal Server Error',
    optional: true,
  })
  excerpt: string | null;
}

/** What a single call of a target gave. */
export class TargetTrialDto {
  @PayloadField({ description: 'The output; null with an error.', example: 'Paris', optional: true })
  output: unknown;

  @NestedField({ description: 'Why there is no output.', of: () => TargetFailureDto, optional: true, example: null })
  error: TargetFailureDto | null;

  @FlagField({ description: 'Whether an execution would try again.', example: false })
  retryable: boolean;

  @NumberField({ description: 'From the start of the call to its last byte, in milliseconds.', example: 412.5, min: 0 })
  latency_ms: number;

  @TextField({
    description: 'The trace of the call, which an instrumented target writes its spans to.',
    example: '4bf92f3577b34da6a3ce929d0e0e4736',
    optional: true,
  })
  trace_id: string | null;

  @WholeField({ description: 'Tokens read.', example: null, optional: true })
  tokens_input: number | null;

  @WholeField({ description: 'Tokens written.', example: null, optional: true })
  tokens_output: number | null;

  @DecimalField({ description: 'What the call cost, in US dollars.', example: null, min: '0', optional: true })
  cost_usd: unknown;
}
