import { InvalidRequestError } from '@assay/shared/errors';
import { type FieldProblem, invalidFields } from '@assay/shared/http/fields';
import { jsonText } from '@assay/shared/json';
import { compileJsonPath, JsonPathError } from '@assay/shared/json-path';
import {
  DEFAULT_BODY_TEMPLATE,
  DEFAULT_OUTPUT_PATH,
  FIELDS_OF,
  type HttpSettings,
  type PromptSettings,
  type ScorerSettings,
  TARGET_TYPES,
  type TargetSettings,
  type TargetType,
} from './target-settings';
import { jsonTemplate, TemplateError, textTemplate } from './template';

/** Settings as a caller gives them: checked for their types, not for what they mean. */
export type GivenSettings = Readonly<Record<string, unknown>>;

const MAX_PARAMETERS_BYTES = 64 * 1_024;
const OWN_PARAMETERS = ['model', 'messages', 'stream'];

/** What the check of a URL needs to know. */
export type UrlCheck = (url: string) => string | undefined;

/** @throws {InvalidRequestError} for a field that belongs to another type */
export function refuseForeignFields(type: TargetType, given: GivenSettings, hasHeaders: boolean): void {
  const own = new Set([...FIELDS_OF[type], ...(type === 'http' ? ['headers'] : [])]);
  const foreign = [...TARGET_TYPES.flatMap((each) => FIELDS_OF[each]), ...(hasHeaders ? ['headers'] : [])].filter(
    (field) => !own.has(field) && (field === 'headers' || given[field] != null),
  );
  if (foreign.length === 0) return;
  const reason = `does not belong to a target of the type ${type}`;
  throw invalidFields([...new Set(foreign)].map((field) => ({ field, reason })));
}

/**
 * The settings of a target, whole and checked, with their defaults; what a scorer needs `ScorerTargets` checks.
 *
 * @param given fields of the type; null and absent are the same
 * @throws {InvalidRequestError} for a field that is missing or cannot be used
 */
export function defineSettings(type: TargetType, given: GivenSettings, urlProblem: UrlCheck): TargetSettings {
  switch (type) {
    case 'http':
      return httpSettings(given, urlProblem);
    case 'prompt':
      return promptSettings(given);
    case 'scorer':
      return scorerSettings(given);
  }
}

function timeoutOf(given: GivenSettings): number | null {
  return (given.timeout_ms as number | null | undefined) ?? null;
}

function httpSettings(given: GivenSettings, urlProblem: UrlCheck): HttpSettings {
  const settings: HttpSettings = {
    url: required(given, 'url', 'http').trim(),
    method: (given.method as string | null | undefined) ?? 'POST',
    body_template: (given.body_template as string | null | undefined) ?? DEFAULT_BODY_TEMPLATE,
    output_path: (given.output_path as string | null | undefined) ?? DEFAULT_OUTPUT_PATH,
    timeout_ms: timeoutOf(given),
  };
  refuse([
    problem('url', urlProblem(settings.url) ?? bracesProblem(settings.url)),
    problem(
      'body_template',
      reasonOf(() => jsonTemplate(settings.body_template)),
    ),
    problem(
      'output_path',
      reasonOf(() => compileJsonPath(settings.output_path)),
    ),
  ]);
  return { ...settings, url: new URL(settings.url).href };
}

/** A URL is no template: whoever writes one there expects something else. */
function bracesProblem(url: string): string | undefined {
  return url.includes('{{') ? 'takes no placeholders: put them into body_template' : undefined;
}

function promptSettings(given: GivenSettings): PromptSettings {
  const messages = (given.messages as { role: string; content: string }[] | null | undefined) ?? [];
  if (messages.length === 0) throw missing('messages', 'prompt');
  refuse(
    messages.map(({ content }, index) =>
      problem(
        `messages[${index}].content`,
        reasonOf(() => textTemplate(content)),
      ),
    ),
  );
  const parameters = (given.parameters as Record<string, unknown> | null | undefined) ?? null;
  refuse([problem('parameters', parameters === null ? undefined : parametersProblem(parameters))]);
  return {
    model: (given.model as string | null | undefined)?.trim() ?? null,
    messages: messages.map(({ role, content }) => ({ role, content })),
    parameters,
    timeout_ms: timeoutOf(given),
  };
}

function parametersProblem(parameters: Record<string, unknown>): string | undefined {
  const own = OWN_PARAMETERS.find((name) => Object.hasOwn(parameters, name));
  if (own !== undefined) return `must not hold ${own}: the service sets it`;
  const isLarge = Buffer.byteLength(jsonText(parameters)) > MAX_PARAMETERS_BYTES;
  return isLarge ? `must be at most ${MAX_PARAMETERS_BYTES} bytes of JSON` : undefined;
}

function scorerSettings(given: GivenSettings): ScorerSettings {
  const scorer = required(given, 'scorer', 'scorer').trim();
  const config = (given.config as Record<string, unknown> | null | undefined) ?? null;
  return { scorer, config, timeout_ms: timeoutOf(given) };
}

function required(given: GivenSettings, field: string, type: TargetType): string {
  const value = given[field] as string | null | undefined;
  if (value == null) throw missing(field, type);
  return value;
}

function missing(field: string, type: TargetType): InvalidRequestError {
  return invalidFields([{ field, reason: `is required for a target of the type ${type}` }]);
}

function problem(field: string, reason: string | undefined): FieldProblem | undefined {
  return reason === undefined ? undefined : { field, reason };
}

function refuse(problems: (FieldProblem | undefined)[]): void {
  const found = problems.filter((each) => each !== undefined);
  if (found.length > 0) throw invalidFields(found);
}

/** Why something cannot be compiled, or undefined. */
function reasonOf(compile: () => unknown): string | undefined {
  try {
    compile();
    return undefined;
  } catch (error) {
    if (error instanceof TemplateError) return error.message;
    if (error instanceof JsonPathError) return `cannot be used: ${error.message}`;
    throw error;
  }
}
