import type { Format } from 'ajv';
import { fastFormats, fullFormats } from 'ajv-formats/dist/formats';

/** The longest string that a format with a quadratic expression looks at; longer ones do not fit it. */
const MAX_FORMAT_LENGTH = 2_048;
const MAX_PATTERN_LENGTH = 10_000;

/** Their full expressions may backtrack quadratically, or refuse long `data:` addresses; the fast ones are linear. */
const FAST = ['uri', 'uri-reference', 'email'] as const;
/** No linear expression to choose, but no such name, host or template is long. */
const SHORT = ['url', 'hostname', 'uri-template', 'duration', 'ipv6'] as const;

/**
 * The formats of JSON Schema and OpenAPI that are checked; unknown ones are not. From ajv-formats, whose expressions run on
 * JavaScript's engine, chosen or bounded so that none takes more than linear time in practice.
 */
export const FORMATS: Record<string, Format> = {
  ...fullFormats,
  ...Object.fromEntries(FAST.map((name) => [name, fastFormats[name]])),
  ...Object.fromEntries(SHORT.map((name) => [name, bounded(fullFormats[name], MAX_FORMAT_LENGTH)])),
  regex: bounded(fullFormats.regex, MAX_PATTERN_LENGTH),
} as Record<string, Format>;

function bounded(format: Format | undefined, maxLength: number): Format {
  const fits = format instanceof RegExp ? (text: string) => format.test(text) : (format as (text: string) => boolean);
  return (text: string) => text.length <= maxLength && fits(text);
}
