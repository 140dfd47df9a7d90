import { type ArgumentMetadata, Injectable, type PipeTransform, SetMetadata } from '@nestjs/common';
import { InvalidRequestError, UnsupportedMediaTypeError } from '@assay/shared/errors';
import { Readable } from 'node:stream';
import { checkFields, fieldsOf } from './fields';

type Class = abstract new (...args: never[]) => object;

const MAY_BE_ABSENT = 'assay:body-may-be-absent';

/** Marks a body class of a POST that takes no body as well: it is then read as `{}`. */
export const BodyMayBeAbsent = (): ClassDecorator => SetMetadata(MAY_BE_ABSENT, true) as ClassDecorator;

/** Query values arrive as text: numbers and flags become what their field declares, everything else stays. */
function readQuery(type: Class, query: Record<string, unknown>): Record<string, unknown> {
  for (const [name, value] of Object.entries(query)) {
    if (Array.isArray(value)) throw new InvalidRequestError(`${name} must be given once`, { field: name });
    if (/^[\w.]+\[.*\]$/.test(name)) {
      throw new InvalidRequestError(`${name}: parameters with brackets are not read; give the value once`, {
        field: name,
      });
    }
  }
  const read: Record<string, unknown> = { ...query };
  for (const [name, spec] of fieldsOf(type.prototype as object)) {
    const text = query[name];
    if (typeof text !== 'string') continue;
    const declared = JSON.stringify(spec.schema());
    if (declared.includes('"type":"integer"') && /^\d{1,15}$/.test(text)) read[name] = Number(text);
    if (declared.includes('"type":"number"') && /^-?\d{1,15}(\.\d{1,15})?$/.test(text)) read[name] = Number(text);
    if (declared.includes('"type":"boolean"') && (text === 'true' || text === 'false')) read[name] = text === 'true';
  }
  return read;
}

/**
 * Checks bodies and queries against the class that a handler declares; other arguments pass.
 * @throws {InvalidRequestError} that names every bad field
 * @throws {UnsupportedMediaTypeError} when a JSON endpoint gets lines
 */
@Injectable()
export class BodyPipe implements PipeTransform {
  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if (metatype === undefined || fieldsOf(metatype.prototype as object).size === 0) return value;
    if (type === 'query') {
      const query = readQuery(metatype, (value ?? {}) as Record<string, unknown>);
      checkFields(metatype, query);
      return query;
    }
    if (type !== 'body') return value;
    if (value instanceof Readable) {
      value.resume();
      throw new UnsupportedMediaTypeError('send Content-Type: application/json', { accepted: ['application/json'] });
    }
    if (value === undefined && Reflect.getMetadata(MAY_BE_ABSENT, metatype) === true) return {};
    if (value === undefined) throw new InvalidRequestError('a JSON body is required', { field: '' });
    checkFields(metatype, value);
    return value;
  }
}
