import { exactPaths, JsonDepthError, JsonSyntaxError, readJson } from '@assay/shared/json';
import { NO_ATTRIBUTES, type Attributes, type OtlpEvent, type OtlpRequest, type OtlpSpan } from '../otlp-span';
import { Budget, OBJECT_PARTS } from './budget';
import { OtlpDecodeError, SpanDecodeError } from './decode-error';
import { enumField, hexField, isObject, nanosField, textField, uint32Field, type JsonObject } from './json-fields';
import { attributesOf } from './json-values';
import { RequestBuilder } from './request-builder';

/**
 * Levels of arrays and objects in the text: the envelope has 13, and each of the 64 levels of a value takes up to 4.
 * The reader refuses more, so that nothing below can run out of stack.
 */
const MAX_JSON_DEPTH = 300;
/** Nothing of the text is a payload of Assay's own format. */
const NO_PAYLOADS = exactPaths([]);

const KINDS = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'].map(
  (name) => `SPAN_KIND_${name}`,
);
const CODES = ['UNSET', 'OK', 'ERROR'].map((name) => `STATUS_CODE_${name}`);

/**
 * Decodes an `ExportTraceServiceRequest` in OTLP/JSON (OTLP specification, "JSON Protobuf Encoding"): ids in hex of
 * either case, 64-bit integers as strings or numbers, enums as numbers or names, null as absent, unknown fields ignored.
 * What is wrong within a span rejects that span alone.
 *
 * @throws {OtlpDecodeError} when the text is not JSON, is nested too deeply, or its envelope has other types
 */
export function decodeJson(text: string): OtlpRequest {
  const body = parse(text);
  if (!isObject(body)) throw new OtlpDecodeError('The body must be a JSON object with the member "resourceSpans"');
  const builder = new RequestBuilder();
  const budget = new Budget();
  warnOfSnakeCase(body, 'resourceSpans', 'resource_spans', builder);
  for (const [at, resourceSpans] of members(body.resourceSpans, 'resourceSpans')) {
    warnOfSnakeCase(resourceSpans, 'scopeSpans', 'scope_spans', builder);
    const resource = resourceOf(resourceSpans.resource, budget);
    builder.resource(typeof resource === 'string' ? NO_ATTRIBUTES : resource);
    for (const [scopeAt, scopeSpans] of members(resourceSpans.scopeSpans, `resourceSpans[${at}].scopeSpans`)) {
      builder.scope(scopeNameOf(scopeSpans.scope));
      const where = `resourceSpans[${at}].scopeSpans[${scopeAt}].spans`;
      for (const span of listOf(scopeSpans.spans, where)) addSpan(builder, budget, span, resource);
    }
  }
  return builder.request();
}

function parse(text: string): unknown {
  try {
    return readJson(text, { exactPaths: NO_PAYLOADS, maxDepth: MAX_JSON_DEPTH });
  } catch (error) {
    if (error instanceof JsonSyntaxError || error instanceof JsonDepthError) {
      throw new OtlpDecodeError(`The body is not a trace export request: ${error.message}`);
    }
    throw error;
  }
}

function listOf(value: unknown, where: string): unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new OtlpDecodeError(`${where} must be a list`);
  return value;
}

/** The objects of a list of the envelope with their places. */
function* members(value: unknown, where: string): Generator<[number, JsonObject]> {
  for (const [at, member] of listOf(value, where).entries()) {
    if (!isObject(member)) throw new OtlpDecodeError(`${where}[${at}] must be an object`);
    yield [at, member];
  }
}

function warnOfSnakeCase(object: JsonObject, expected: string, given: string, builder: RequestBuilder): void {
  if (object[expected] === undefined && object[given] !== undefined) {
    builder.warn(`"${given}" was ignored: OTLP/JSON has lowerCamelCase keys, so send "${expected}"`);
  }
}

function scopeNameOf(scope: unknown): string {
  return isObject(scope) && typeof scope.name === 'string' ? scope.name : '';
}

/** The attributes of a resource, or the reason why each of its spans has to be rejected: they may name the project. */
function resourceOf(resource: unknown, budget: Budget): Attributes | string {
  if (resource === undefined || resource === null) return NO_ATTRIBUTES;
  if (!isObject(resource)) return 'has a resource that is not an object';
  try {
    return attributesOf(resource.attributes, 'resource.attributes', budget);
  } catch (error) {
    if (error instanceof SpanDecodeError) return error.message;
    throw error;
  }
}

function addSpan(builder: RequestBuilder, budget: Budget, value: unknown, resource: Attributes | string): void {
  budget.spend(OBJECT_PARTS);
  try {
    if (typeof resource === 'string') throw new SpanDecodeError(resource);
    builder.span(spanOf(value, budget));
  } catch (error) {
    if (!(error instanceof SpanDecodeError)) throw error;
    builder.reject(error.message);
  }
}

function spanOf(value: unknown, budget: Budget): OtlpSpan {
  if (!isObject(value)) throw new SpanDecodeError('must be an object');
  if (value.traceId === undefined && value.trace_id !== undefined) {
    throw new SpanDecodeError('has snake_case keys: OTLP/JSON has lowerCamelCase keys such as "traceId"');
  }
  const status = value.status ?? {};
  if (!isObject(status)) throw new SpanDecodeError('has a status that is not an object');
  return {
    traceId: hexField(value, 'traceId'),
    spanId: hexField(value, 'spanId'),
    parentSpanId: hexField(value, 'parentSpanId'),
    name: textField(value, 'name'),
    kind: enumField(value, 'kind', KINDS),
    startNanos: nanosField(value, 'startTimeUnixNano'),
    endNanos: nanosField(value, 'endTimeUnixNano'),
    attributes: attributesOf(value.attributes, 'attributes', budget),
    events: eventsOf(value.events, budget),
    statusCode: enumField(status, 'code', CODES),
    statusMessage: textField(status, 'message'),
    droppedAttributesCount: uint32Field(value, 'droppedAttributesCount'),
  };
}

function eventsOf(value: unknown, budget: Budget): OtlpEvent[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new SpanDecodeError('has events that are not a list');
  return value.map((event: unknown, at) => {
    budget.spend(OBJECT_PARTS);
    if (!isObject(event)) throw new SpanDecodeError(`has events[${at}], which is not an object`);
    return {
      name: textField(event, 'name'),
      timeNanos: nanosField(event, 'timeUnixNano'),
      attributes: attributesOf(event.attributes, `events[${at}].attributes`, budget),
    };
  });
}
