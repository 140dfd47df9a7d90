import { Injectable } from '@nestjs/common';
import { InvalidRequestError } from '@assay/shared/errors';
import { metadataProblem } from '@assay/shared/http/fields';
import { jsonText, rawJson } from '@assay/shared/json';
import { compileSchema, type CompiledSchema, SchemaError } from '@assay/shared/json-schema';
import type { KnownDataset } from './dataset-directory';

/** A payload of an item that a schema may speak of. */
export type CheckedField = 'input' | 'expected_output';

/** How a payload does not fit the schema of its dataset. */
export interface Misfit {
  readonly field: CheckedField;
  /** JSON Pointer (RFC 6901) into the payload; empty for the whole. */
  readonly path: string;
  readonly reason: string;
}

/** The values of an item that schemas are checked on; null and undefined are not checked. */
export type CheckedValues = Partial<Record<CheckedField, unknown>>;

/** The compiled schemas of one dataset. */
export class ItemCheck {
  constructor(private readonly compiled: Partial<Record<CheckedField, CompiledSchema>>) {}

  /** The first misfit of an item, or undefined when it fits. */
  misfit(values: CheckedValues): Misfit | undefined {
    return this.misfitOf('input', values.input) ?? this.misfitOf('expected_output', values.expected_output);
  }

  private misfitOf(field: CheckedField, value: unknown): Misfit | undefined {
    const schema = this.compiled[field];
    if (schema === undefined || value === null || value === undefined) return undefined;
    const [first] = schema.check(value) ?? [];
    return first === undefined ? undefined : { field, path: first.path, reason: first.message };
  }
}

/** Compiles the schemas of datasets. */
@Injectable()
export class DatasetSchemas {
  /** The check of the items of a dataset. */
  checkOf(dataset: KnownDataset): ItemCheck {
    const compiled: Partial<Record<CheckedField, CompiledSchema>> = {};
    if (dataset.inputSchema !== null) compiled.input = compileSchema(rawJson(dataset.inputSchema));
    if (dataset.expectedOutputSchema !== null)
      compiled.expected_output = compileSchema(rawJson(dataset.expectedOutputSchema));
    return new ItemCheck(compiled);
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
  const message = `${field}${misfit.path} ${misfit.reason} (${misfit.field}_schema of the dataset)`;
  return new InvalidRequestError(message, {
    field,
    path: misfit.path,
    errors: [{ field, path: misfit.path, reason: misfit.reason }],
  });
}
