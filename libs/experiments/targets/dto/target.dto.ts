import {
  ChoiceField,
  InstantField,
  ListField,
  MetadataField,
  NameField,
  ObjectField,
  ProjectIdField,
  ServerIdField,
  TextField,
  WholeField,
} from '@assay/shared/http/fields';
import { PageQuery } from '@assay/shared/pagination';
import { PLACEHOLDER_NAMES } from '../placeholders';
import {
  DEFAULT_BODY_TEMPLATE,
  DEFAULT_OUTPUT_PATH,
  MAX_TIMEOUT_MS,
  MESSAGE_ROLES,
  TARGET_LABELS,
  TARGET_METHODS,
  TARGET_TYPES,
  type TargetLabel,
  type TargetType,
} from '../target-settings';

const PLACEHOLDERS = PLACEHOLDER_NAMES.map((name) => `\`{{${name}}}\``).join(', ');
const MAX_TEMPLATE_BYTES = 256 * 1_024;
const NAME = { description: 'The name: trimmed, and unique in its project.', example: 'support-agent-v2' };

/** One message of a prompt target. */
export class MessageDto {
  @ChoiceField({ description: 'Who speaks.', choices: MESSAGE_ROLES, example: 'user' })
  role: string;

  @TextField({
    description: `A template of plain text; placeholders: ${PLACEHOLDERS}.`,
    example: 'Answer in one word: {{input}}',
    maxBytes: MAX_TEMPLATE_BYTES,
  })
  content: string;
}

/** What a target is called with and how, as it is sent and answered alike. */
class TargetSettingsDto {
  @ChoiceField({
    description: 'What an `http` or `prompt` target is, for those who look at it.',
    choices: TARGET_LABELS,
    example: 'agent',
    optional: true,
  })
  label?: TargetLabel | null;

  @TextField({ description: 'What the target is for.', example: 'Answers tickets', optional: true })
  description?: string | null;

  @MetadataField({ description: 'Anything else about it.', example: { version: '2.1.0' }, optional: true })
  metadata?: unknown;

  @TextField({
    description: '`http`: what is called, http or https. Private addresses need `OUTBOUND_PRIVATE`.',
    example: 'https://agent.example.com/run',
    maxBytes: 8_192,
    optional: true,
  })
  url?: string | null;

  @ChoiceField({ description: '`http`: the method.', choices: TARGET_METHODS, example: 'POST', optional: true })
  method?: string | null;

  @TextField({
    description: `\`http\`: a template of the JSON body. A placeholder becomes the JSON of its value; within a string it becomes a part of that. Placeholders: ${PLACEHOLDERS}.`,
    example: DEFAULT_BODY_TEMPLATE,
    maxBytes: MAX_TEMPLATE_BYTES,
    optional: true,
  })
  body_template?: string | null;

  @TextField({
    description: '`http`: JSONPath (RFC 9535) to the output in the answer. One that may select several gives a list.',
    example: DEFAULT_OUTPUT_PATH,
    maxBytes: 16_384,
    optional: true,
  })
  output_path?: string | null;

  @WholeField({
    description: 'Longest wait for one call, in milliseconds; an execution may say otherwise.',
    example: 30_000,
    min: 1,
    max: MAX_TIMEOUT_MS,
    optional: true,
  })
  timeout_ms?: number | null;

  @NameField({
    description: '`prompt`: the model; the default of the provider when left out.',
    example: null,
    optional: true,
  })
  model?: string | null;

  @ListField({ description: '`prompt`: the messages.', of: () => MessageDto, max: 100, optional: true, example: null })
  messages?: MessageDto[] | null;

  @ObjectField({
    description: '`prompt`: further fields of the request to the provider, such as `temperature`.',
    example: null,
    optional: true,
  })
  parameters?: Record<string, unknown> | null;

  @NameField({
    description: '`scorer`: the scorer that is under test, a built-in one or one of the project (`/v1/scorers`).',
    example: null,
    optional: true,
  })
  scorer?: string | null;

  @ObjectField({ description: '`scorer`: its configuration.', example: null, optional: true })
  config?: Record<string, unknown> | null;
}

/** Body of `POST /v1/targets`. */
export class CreateTargetDto extends TargetSettingsDto {
  @ProjectIdField()
  project_id?: string | null;

  @NameField(NAME)
  name: string;

  @ChoiceField({ description: 'What it is.', choices: TARGET_TYPES, example: 'http' })
  type: TargetType;

  @ObjectField({
    description: '`http`: headers of the call. Values are encrypted at rest and never answered.',
    example: { Authorization: 'Bearer abc' },
    optional: true,
  })
  headers?: Record<string, unknown> | null;
}

/** Body of `PATCH /v1/targets/:id`: what is absent stays, null clears or gives the default. The type stays. */
export class UpdateTargetDto extends TargetSettingsDto {
  @NameField({ ...NAME, optional: true, keepsNull: false })
  name?: string;

  @ObjectField({
    description:
      '`http`: a value sets that header, null takes it away, `********` and silence keep it; null for all takes all away.',
    example: { 'X-Tenant': 'acme', 'X-Old': null },
    optional: true,
  })
  headers?: Record<string, unknown> | null;
}

/** A target. Fields of other types are null. */
export class TargetDto extends TargetSettingsDto {
  @ServerIdField({ description: 'The id of the target.', example: 'target-1' })
  id: string;

  @ProjectIdField({ description: 'The project of the target.', optional: false })
  project_id: string;

  @NameField(NAME)
  name: string;

  @ChoiceField({ description: 'What it is.', choices: TARGET_TYPES, example: 'http' })
  type: TargetType;

  @ObjectField({
    description: '`http`: the names of its headers, each with `********` for its value.',
    example: { Authorization: '********' },
    optional: true,
  })
  headers: Record<string, string> | null;

  @InstantField({ description: 'When the target was made.', example: '2026-02-21T22:00:00.000Z' })
  created_at: string;

  @InstantField({ description: 'When the target last changed.', example: '2026-02-21T22:00:00.000Z' })
  updated_at: string;
}

/** Query of `GET /v1/targets`. */
export class TargetsQuery extends PageQuery {
  @ProjectIdField({ description: 'The project whose targets to list. Optional for a key that is bound to one.' })
  project_id?: string;

  @ChoiceField({
    description: 'Only targets of this type.',
    choices: TARGET_TYPES,
    example: 'http',
    optional: true,
    keepsNull: false,
  })
  type?: TargetType;
}
