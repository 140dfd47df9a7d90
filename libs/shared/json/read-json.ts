import { BODY_PAYLOADS, type ExactPaths } from './exact-paths';
import { hasHazard } from './hazards';
import { LosslessReader, MAX_PAYLOAD_DEPTH } from './lossless';

/** Levels that arrays and objects outside payloads may be nested. */
export const MAX_DEPTH = 100;

/** Options of {@link readJson}. */
export interface ReadJsonOptions {
  /** Where the payloads are; those of a request body when left out. */
  readonly exactPaths?: ExactPaths;
  /** Levels allowed outside payloads, 1 to 1,000; 100 when left out. */
  readonly maxDepth?: number;
}

/**
 * Reads a JSON text (RFC 8259) so that payloads can be written back without change. A text that `JSON.parse` and
 * `JSON.stringify` leave as it is goes through `JSON.parse`; in any other, payloads are {@link RawJson} and numbers
 * elsewhere that a double does not keep are raw numbers. Of duplicate keys the last wins; `__proto__` is a key like any
 * other. Linear in the text.
 * @throws JsonSyntaxError when the text is not JSON
 * @throws JsonDepthError when a payload is nested more than 1,000 levels or the rest more than `maxDepth`
 */
export function readJson(text: string, options: ReadJsonOptions = {}): unknown {
  const paths = options.exactPaths ?? BODY_PAYLOADS;
  const maxDepth = Math.min(options.maxDepth ?? MAX_DEPTH, MAX_PAYLOAD_DEPTH);
  if (!hasHazard(text, maxDepth)) {
    try {
      return JSON.parse(text);
    } catch {
      // The reader below fails too, and says where without repeating the text.
    }
  }
  return new LosslessReader(text, maxDepth).read(paths);
}
