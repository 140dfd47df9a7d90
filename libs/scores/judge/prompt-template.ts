import { randomBytes } from 'node:crypto';
import { comparisonText } from '@assay/shared/json';

/** What a template may ask for. */
export const PLACEHOLDERS = ['input', 'output', 'expected_output'] as const;

/** One of {@link PLACEHOLDERS}. */
export type Placeholder = (typeof PLACEHOLDERS)[number];

/** Values as texts; undefined where there is none. */
export type TemplateValues = Readonly<Record<Placeholder, string | undefined>>;

const PLACEHOLDER = /\{\{([^{}]*)\}\}/g;
const CODE_BYTES = 9;

/** Why a template cannot be used, or undefined. */
export function templateProblem(template: string): string | undefined {
  const names = [...template.matchAll(PLACEHOLDER)].map(([, name]) => (name as string).trim());
  const unknown = names.find((name) => !isPlaceholder(name));
  const known = PLACEHOLDERS.map((name) => `{{${name}}}`).join(', ');
  if (unknown !== undefined) return `prompt_template has the unknown placeholder {{${unknown}}}; it may have ${known}.`;
  const rest = template.replace(PLACEHOLDER, '');
  if (rest.includes('{{') || rest.includes('}}')) return 'prompt_template has braces {{ or }} without their partner.';
  return names.length === 0 ? `prompt_template must have a placeholder: ${known}.` : undefined;
}

/** Which values a template asks for. */
export function placeholdersOf(template: string): Set<Placeholder> {
  const names = [...template.matchAll(PLACEHOLDER)].map(([, name]) => (name as string).trim());
  return new Set(names.filter(isPlaceholder));
}

/** The text of a value: a string stands for itself, any other value for its canonical JSON. */
export function valueText(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : comparisonText(value);
}

/** A rendered template. */
export interface Prompt {
  readonly text: string;
  /** What begins and ends every value in it. No value holds it, so none can pretend to have ended. */
  readonly code: string;
}

/**
 * Puts values into a template, in one pass: what looks like a placeholder in a value stays as it is. Each value stands
 * between markers that hold a code made by chance for this prompt.
 */
export function renderPrompt(template: string, values: TemplateValues): Prompt {
  const code = codeFor(values);
  const text = template.replace(PLACEHOLDER, (whole, name: string) => {
    const key = name.trim();
    return isPlaceholder(key) ? delimited(key, values[key] ?? '', code) : whole;
  });
  return { text, code };
}

function delimited(name: Placeholder, value: string, code: string): string {
  return `<<<${name} ${code}\n${value}\n${code} ${name}>>>`;
}

function codeFor(values: TemplateValues): string {
  for (;;) {
    const code = randomBytes(CODE_BYTES).toString('hex');
    if (!Object.values(values).some((value) => value?.includes(code))) return code;
  }
}

function isPlaceholder(name: string): name is Placeholder {
  return (PLACEHOLDERS as readonly string[]).includes(name);
}
