import { survivesDouble } from './decimal';
import { JsonDepthError } from './errors';
import type { ExactPaths } from './exact-paths';
import { RawJson } from './raw-json';
import { compactText } from './rewrite';
import { OPEN_BRACE, OPEN_BRACKET, QUOTE, TokenReader } from './tokens';

/** Levels a payload may be nested: `[]` has one, a scalar none (contract section 1). */
export const MAX_PAYLOAD_DEPTH = 1_000;

/**
 * Reads a text by recursive descent without losing anything: payloads become {@link RawJson}, numbers elsewhere that a
 * double does not keep become raw numbers, all else the value that `JSON.parse` gives.
 */
export class LosslessReader {
  private readonly tokens: TokenReader;
  /** Keys and indexes down to the value being read; entries beyond its depth are stale. */
  private readonly path: (string | number)[] = [];
  private payloadRepeatsKeys = false;

  /** @param maxDepth - levels allowed outside payloads */
  constructor(
    private readonly text: string,
    private readonly maxDepth: number,
  ) {
    this.tokens = new TokenReader(text);
  }

  /**
   * Reads the whole text.
   * @throws JsonSyntaxError when it is not JSON
   * @throws JsonDepthError when it is nested too deeply, payloads apart from the rest
   */
  read(paths: ExactPaths): unknown {
    const value = this.value(paths, 0);
    this.tokens.end();
    return value;
  }

  private value(paths: ExactPaths | undefined, depth: number): unknown {
    const { tokens } = this;
    const char = tokens.skipSpace();
    if (paths?.exact) {
      return this.payload(depth);
    }
    switch (char) {
      case QUOTE:
        return tokens.string();
      case OPEN_BRACE:
        return this.object(paths, depth);
      case OPEN_BRACKET:
        return this.array(paths, depth);
      default:
        return this.scalar();
    }
  }

  private scalar(): unknown {
    const word = this.tokens.word();
    if (word !== undefined) {
      return word === 'null' ? null : word === 'true';
    }
    const literal = this.tokens.number();
    return survivesDouble(literal) ? Number(literal) : JSON.rawJSON(literal);
  }

  private object(paths: ExactPaths | undefined, depth: number): unknown {
    const { tokens, path } = this;
    this.checkDepth(depth + 1, this.maxDepth, depth);
    const object: Record<string, unknown> = {};
    for (let key = tokens.firstKey(); key !== undefined; key = tokens.nextKey()) {
      path[depth] = key;
      const value = this.value(paths?.members?.get(key), depth + 1);
      if (key === '__proto__') {
        // Plain assignment would set the prototype instead.
        Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
      } else {
        object[key] = value;
      }
    }
    return object;
  }

  private array(paths: ExactPaths | undefined, depth: number): unknown {
    const { tokens, path } = this;
    this.checkDepth(depth + 1, this.maxDepth, depth);
    const array: unknown[] = [];
    for (let more = tokens.firstElement(); more; more = tokens.nextElement()) {
      path[depth] = array.length;
      array.push(this.value(paths?.elements, depth + 1));
    }
    return array;
  }

  /**
   * Checks the payload that starts here and keeps its text; it is written anew only when it has to be. A null is `null`
   * here too: whether a field is absent must not depend on what else the text holds.
   */
  private payload(depth: number): RawJson | null {
    const { tokens } = this;
    const start = tokens.at;
    tokens.spaced = false;
    this.payloadRepeatsKeys = false;
    this.pass(0, depth);
    const text = this.text.slice(start, tokens.at);
    if (text === 'null') return null;
    const isTidy = !tokens.spaced && !this.payloadRepeatsKeys && text.isWellFormed();
    return new RawJson(isTidy ? text : compactText(text));
  }

  private pass(level: number, pathLength: number): void {
    const { tokens } = this;
    switch (tokens.skipSpace()) {
      case QUOTE:
        tokens.string();
        return;
      case OPEN_BRACE:
        this.checkDepth(level + 1, MAX_PAYLOAD_DEPTH, pathLength);
        this.passObject(level + 1, pathLength);
        return;
      case OPEN_BRACKET:
        this.checkDepth(level + 1, MAX_PAYLOAD_DEPTH, pathLength);
        for (let more = tokens.firstElement(); more; more = tokens.nextElement()) {
          this.pass(level + 1, pathLength);
        }
        return;
      default:
        if (tokens.word() === undefined) {
          tokens.number();
        }
    }
  }

  private passObject(level: number, pathLength: number): void {
    const { tokens } = this;
    const keys = new Set<string>();
    let count = 0;
    for (let key = tokens.firstKey(); key !== undefined; key = tokens.nextKey()) {
      keys.add(key);
      count += 1;
      this.pass(level, pathLength);
    }
    this.payloadRepeatsKeys ||= count > keys.size;
  }

  private checkDepth(depth: number, limit: number, pathLength: number): void {
    if (depth > limit) {
      throw new JsonDepthError(limit, this.path.slice(0, pathLength));
    }
  }
}
