import { isRawNumber, RawJson } from '@assay/shared/json';
import { PatternWorkError } from '@assay/shared/linear-regex';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { MAX_REPORTED_ERRORS } from './limits';
import { SchemaError } from './schema-error';
import { TooMuchWorkError, type WorkMeter } from './work-meter';

const MAX_SHOWN_TEXT = 500;
const PROBES: unknown[] = [null, true, 0, '', [], {}];

/** One way in which a value does not fit its schema. */
export interface SchemaViolation {
  /** JSON Pointer (RFC 6901) into the value; empty for the value as a whole. */
  path: string;
  message: string;
}

/** A schema ready to check values. */
export class CompiledSchema {
  constructor(
    private readonly validate: ValidateFunction,
    private readonly meter: WorkMeter,
  ) {}

  /**
   * Checks a value. Numbers are checked as doubles.
   *
   * @param value a plain JSON value, a raw number or `RawJson`
   * @returns `null` when it fits, otherwise the first violation, with those it consists of; at most 10. A value that takes too
   *   much work, is nested too deeply for the schema, or has a string too long for a pattern does not fit
   */
  check(value: unknown): null | SchemaViolation[] {
    const plain = value instanceof RawJson ? value.toValue() : isRawNumber(value) ? Number(value.rawJSON) : value;
    try {
      if (this.run(plain)) return null;
    } catch (error) {
      return [{ path: '', message: reasonOf(error) }];
    }
    const errors = this.validate.errors ?? [];
    // The compiled function keeps its errors, which hold parts of the value.
    this.validate.errors = null;
    return errors.slice(0, MAX_REPORTED_ERRORS).map(violation);
  }

  /**
   * Finds references that come back to themselves at the same value, such as `{"$ref": "#"}`, by trying the schema.
   *
   * @throws SchemaError
   */
  refuseEndlessReference(): void {
    for (const probe of PROBES) {
      try {
        this.run(probe);
      } catch (error) {
        if (!(error instanceof RangeError)) continue;
        throw new SchemaError('A $ref in this schema leads back to itself without end.');
      }
    }
    this.validate.errors = null;
  }

  private run(value: unknown): boolean {
    return this.meter.run(value, () => this.validate(value));
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof TooMuchWorkError) return 'takes too much work to check with this schema';
  if (error instanceof RangeError) return 'is nested too deeply to be checked with this schema';
  if (error instanceof PatternWorkError) return error.message;
  throw error;
}

function violation(error: ErrorObject): SchemaViolation {
  return { path: shortened(error.instancePath), message: shortened(messageOf(error)) };
}

function messageOf({ keyword, message = 'does not fit the schema', params }: ErrorObject): string {
  if (keyword === 'additionalProperties') return `must not have the property '${params.additionalProperty}'`;
  if (keyword === 'unevaluatedProperties') return `must not have the property '${params.unevaluatedProperty}'`;
  return message;
}

function shortened(text: string): string {
  return text.length <= MAX_SHOWN_TEXT ? text : `${text.slice(0, MAX_SHOWN_TEXT).toWellFormed()}…`;
}
