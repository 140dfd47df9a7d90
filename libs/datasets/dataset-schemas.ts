import { Injectable } from '@nestjs/common';
import { InvalidRequestError } from '@assay/shared/errors';
import { metadataProblem } from '@assay/shared/http/fields';
import { jsonText, rawJson } from '@assay/shared/json';
import { compileSchema, type CompiledSchema, SchemaError } from '@assay/shared/json-schema';
import { AssertionError, expectedOutputAssertions, metadataAssertions } from './assertions';
import type { KnownDataset } from './dataset-directory';
import type { ItemOrigin } from './items/item-texts';

/** A payload of an item that a schema may speak of. */
type CheckedField = 'input' | 'expected_output';

/** How an item cannot be stored in its dataset. */
export interface Misfit {
  readonly field: CheckedField | 'metadata';
  /** JSON Pointer (RFC 6901) into the payload; empty for the whole. */
  readonly path: string;
  readonly reason: string;
  /** What it does not fit: a schema of the dataset, or the form of an assertion. */
  readonly by: 'schema' | 'assertion';
}

/** The values of an item that are checked; null and undefined are not. */
export interface CheckedValues extends Partial<Record<CheckedField, unknown>> {
  readonly metadata?: Record<string, unknown> | null;
}

/** The compiled schemas of one dataset, and what it reads as assertions. */
export class ItemCheck {
  constructor(
    private readonly compiled: Partial<Record<CheckedField, CompiledSchema>>,
    private readonly hasDefaultAssertions: boolean,
  ) {}

  /** The first misfit of an item, or undefined when it fits. */
  misfit(values: CheckedValues, { readsAssertions }: ItemOrigin): Misfit | undefined {
    return (
      this.misfitOf('input', values.input) ??
      this.misfitOf('expected_output', values.expected_output) ??
      badAssertion('metadata', () => metadataAssertions(values.metadata)) ??
      (readsAssertions || this.hasDefaultAssertions
        ? badAssertion('expected_output', () => expectedOutputAssertions(values.expected_output))
        : undefined)
    );
  }

  private misfitOf(field: CheckedField, value: unknown): Misfit | undefined {
    const schema = this.compiled[field];
    if (schema === undefined || value === null || value === undefined) return undefined;
    const [first] = schema.check(value) ?? [];
    return first === undefined ? undefined : { field, path: first.path, reason: first.message, by: 'schema' };
  }
}

function badAssertion(field: Misfit['field'], parse: () => unknown): Misfit | undefined {
  try {
    parse();
    return undefined;
  } catch (error) {
    if (!(error instanceof AssertionError)) throw error;
    return { field, path: error.path, reason: error.message, by: 'assertion' };
  }
}

/** Compiles the schemas of datasets, the same text once (see `libs/shared/json-schema` for what they may cost). */
@Injectable()
export class DatasetSchemas {
  /**
   * What checks items before they are written.
   * @throws {SchemaError} for a stored schema that cannot be compiled any more
   */
  checkOf(dataset: KnownDataset): ItemCheck {
    const compiled: Partial<Record<CheckedField, CompiledSchema>> = {};
    if (dataset.inputSchema !== null) compiled.input = compileSchema(rawJson(dataset.inputSchema));
    if (dataset.expectedOutputSchema !== null)
      compiled.expected_output = compileSchema(rawJson(dataset.expectedOutputSchema));
    return new ItemCheck(compiled, dataset.hasDefaultAssertions);
  }

  /**
   * The text of a schema that a caller sent.
   * @throws {InvalidRequestError} when it cannot be used; `details.path` points into it
   */
  text(field: string, schema: unknown): string {
    const unusable = metadataProblem(schema);
    if (unusable !== undefined) throw new InvalidRequestError(`${field} ${unusable}`, { field });
    try {
      compileSchema(schema);
      return jsonText(schema);
    } catch (error) {
      if (!(error instanceof SchemaError)) throw error;
      const at = error.path === '' ? '' : ` at ${error.path}`;
      throw new InvalidRequestError(`${field}${at}: ${error.message}`, { field, path: error.path }, { cause: error });
    }
  }
}

/**
 * The error of an item that does not fit.
 * @param place where the item is in the request: `items[3].`, or empty for the body itself
 */
export function misfitError(misfit: Misfit, place: string): InvalidRequestError {
  const field = `${place}${misfit.field}`;
  const source = misfit.by === 'schema' ? `${misfit.field}_schema of the dataset` : 'an assertion';
  const message = `${field}${misfit.path} ${misfit.reason} (${source})`;
  return new InvalidRequestError(message, {
    field,
    path: misfit.path,
    errors: [{ field, path: misfit.path, reason: misfit.reason }],
  });
}
