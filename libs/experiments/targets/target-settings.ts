/** What a target is: an HTTP endpoint, a prompt for a language model, or a scorer under test. */
export type TargetType = 'http' | 'prompt' | 'scorer';
/** What an `http` or `prompt` target is for those who look at it; nothing depends on it. */
export type TargetLabel = 'agent' | 'workflow';

/** Every type of target. */
export const TARGET_TYPES: readonly TargetType[] = ['http', 'prompt', 'scorer'];
/** The labels that callers may give. */
export const TARGET_LABELS: readonly TargetLabel[] = ['agent', 'workflow'];
/** Methods of HTTP targets: those that send a body. */
export const TARGET_METHODS = ['POST', 'PUT', 'PATCH'] as const;
/** Who may speak in a prompt, by the words of OpenAI's chat completions. */
export const MESSAGE_ROLES = ['system', 'developer', 'user', 'assistant'] as const;

/** Longest wait for one call, in milliseconds. */
export const MAX_TIMEOUT_MS = 600_000;
/** The wait where neither the execution nor the target says one. */
export const DEFAULT_TIMEOUT_MS = 60_000;
/** The body where an HTTP target names none. */
export const DEFAULT_BODY_TEMPLATE = '{"input": {{input}}}';
/** Where the output is in an answer, unless the target says otherwise. */
export const DEFAULT_OUTPUT_PATH = '$.output';

/** One message of a prompt; its content is a template. */
export interface MessageTemplate {
  readonly role: string;
  readonly content: string;
}

/** Settings of an HTTP target, as stored; its headers are kept apart, sealed. */
export interface HttpSettings {
  readonly url: string;
  readonly method: string;
  readonly body_template: string;
  readonly output_path: string;
  readonly timeout_ms: number | null;
}

/** Settings of a prompt target, as stored: asked of the provider of its project. */
export interface PromptSettings {
  readonly model: string | null;
  readonly messages: readonly MessageTemplate[];
  /** Further fields of the request to the provider. */
  readonly parameters: Record<string, unknown> | null;
  readonly timeout_ms: number | null;
}

/** Settings of a scorer under test, as stored: a built-in scorer, a judge, or the name of one of the project. */
export interface ScorerSettings {
  readonly scorer: string;
  readonly config: Record<string, unknown> | null;
  readonly timeout_ms: number | null;
}

/** The settings of a target of any type. */
export type TargetSettings = HttpSettings | PromptSettings | ScorerSettings;

/** Which settings a target of each type has; those of another type are refused. */
export const FIELDS_OF: Record<TargetType, readonly string[]> = {
  http: ['url', 'method', 'body_template', 'output_path', 'timeout_ms'],
  prompt: ['model', 'messages', 'parameters', 'timeout_ms'],
  scorer: ['scorer', 'config', 'timeout_ms'],
};
