import { JsonDepthError, JsonSyntaxError, numberLiteral, readJson } from '@assay/shared/json';
import { type AnyValue, base64, isList, isMap, valueText } from './any-value';
import type { SpanError } from './errors';
import { OTEL_STATUS } from './otlp-span';
import { structureText } from './payload';
import { PRECEDENCE } from './precedence';
import { take } from './source';
import type { SpanView } from './span-view';
import { storable } from './text';
import { timestampOf } from './times';

/** What metadata may hold: it is flat. */
type Flat = string | number | boolean | null;

/** Names of the protocol's kinds of spans, by their numbers. */
const OTEL_KINDS = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];

/** Metadata under construction: a key that is taken is never written over. */
class Metadata {
  readonly values: Record<string, Flat> = {};

  /** Sets a key, or where that is taken `otherKey`, so that neither value is lost. */
  add(key: string, value: Flat, otherKey: string): void {
    const name = storable(key);
    this.set(Object.hasOwn(this.values, name) ? storable(otherKey) : name, value);
  }

  set(key: string, value: Flat): void {
    if (key === '__proto__') {
      // Plain assignment would set the prototype instead.
      Object.defineProperty(this.values, key, { value, enumerable: true, configurable: true, writable: true });
    } else {
      this.values[key] = value;
    }
  }
}

/**
 * The metadata of a span: its labels (`session_id`, `user_id`, `tags` as the text of a JSON array), what users added,
 * every attribute and event that nothing else was made of, and where the span comes from.
 * @param view - after everything else has been taken from it
 * @param error - the error of the span: the message of its status is not repeated
 */
export function metadataOf(view: SpanView, error: SpanError | null): Record<string, Flat> {
  const metadata = new Metadata();
  addLabels(view, metadata);
  addUserMetadata(view, metadata);
  for (const [key, value] of view.attributes) {
    if (!view.usedKeys.has(key)) metadata.add(key, flatValue(value), `otel.attribute.${key}`);
  }
  addEvents(view, metadata);
  addOrigin(view, metadata, error);
  return metadata.values;
}

/** A value as metadata holds it: what is not flat, or not exact as a double, as text. */
export function flatValue(value: AnyValue): Flat {
  if (typeof value === 'string') return storable(value);
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : String(value);
  return isList(value) || isMap(value) ? valueText(value) : base64(value);
}

function addLabels(view: SpanView, metadata: Metadata): void {
  const session = take(view, PRECEDENCE.session);
  if (session !== undefined) metadata.set('session_id', storable(session));
  const user = take(view, PRECEDENCE.user);
  if (user !== undefined) metadata.set('user_id', storable(user));
  for (const key of PRECEDENCE.tags) {
    const tags = tagsOf(view.attributes.get(key));
    if (tags.length === 0) continue;
    metadata.set('tags', JSON.stringify(tags));
    view.note({ keys: [key] });
    return;
  }
}

/** Tags as a list, as the text of a JSON array, or a single one as it is. */
function tagsOf(value: AnyValue | undefined): string[] {
  if (isList(value)) return value.filter((tag) => tag !== null).map((tag) => String(flatValue(tag)));
  if (typeof value !== 'string' || value.trim() === '') return [];
  const text = structureText(value);
  if (text === undefined || text[0] !== '[') return [storable(value)];
  return (JSON.parse(text) as unknown[]).map((tag) => storable(typeof tag === 'string' ? tag : JSON.stringify(tag)));
}

function addUserMetadata(view: SpanView, metadata: Metadata): void {
  for (const place of PRECEDENCE.userMetadata) {
    if ('key' in place) addJsonObject(view, place.key, metadata);
    else if (view.mayHave(place.prefix)) addPrefixed(view, place.prefix, metadata);
  }
}

function addPrefixed(view: SpanView, prefix: string, metadata: Metadata): void {
  for (const [rest, value, key] of view.under(prefix)) {
    if (view.usedKeys.has(key)) continue;
    metadata.add(rest, flatValue(value), key);
    view.note({ keys: [key] });
  }
}

function addJsonObject(view: SpanView, key: string, metadata: Metadata): void {
  const sent = view.attributes.get(key);
  const members = isMap(sent) ? [...sent].map(([name, value]) => [name, flatValue(value)] as const) : jsonMembers(sent);
  if (members === undefined) return;
  for (const [name, value] of members) metadata.add(name, value, `${key}.${name}`);
  view.note({ keys: [key] });
}

/** The members of the JSON object that a string holds, made flat; undefined when it holds none. */
function jsonMembers(sent: AnyValue | undefined): [string, Flat][] | undefined {
  if (typeof sent !== 'string' || !/^\s*\{/.test(sent)) return undefined;
  try {
    return Object.entries(readJson(sent) as Record<string, unknown>).map(([name, value]) => [name, flatJson(value)]);
  } catch (error) {
    if (error instanceof JsonSyntaxError || error instanceof JsonDepthError) return undefined;
    throw error;
  }
}

/** A value of a JSON text made flat; numbers that a double does not keep are text. */
function flatJson(value: unknown): Flat {
  if (typeof value !== 'object' || value === null) return flatValue(value as AnyValue);
  return numberLiteral(value) ?? JSON.stringify(value);
}

/** Events that nothing was made of, or what is left of them, in one text: names, times and attributes. */
function addEvents(view: SpanView, metadata: Metadata): void {
  if (view.events.length === 0) return;
  const kept: AnyValue[] = [];
  for (const [index, event] of view.events.entries()) {
    const used = view.usedEvents.get(index);
    const attributes = new Map([...event.attributes].filter(([key]) => !used?.has(key)));
    if (used === null || (used !== undefined && attributes.size === 0)) continue;
    const time = event.timeNanos === 0n ? null : timestampOf(event.timeNanos);
    kept.push(new Map<string, AnyValue>(Object.entries({ name: event.name, time, attributes })));
  }
  if (kept.length > 0) metadata.add('otel.events', valueText(kept), 'otel.span.events');
}

function addOrigin(view: SpanView, metadata: Metadata, error: SpanError | null): void {
  const { kind, statusCode, statusMessage, droppedAttributesCount } = view.span;
  const isRepeated = statusMessage === '' || storable(statusMessage) === error?.message;
  const origin: [string, AnyValue | undefined][] = [
    ['otel.scope.name', view.scopeName === '' ? undefined : view.scopeName],
    ['otel.kind', kind === 0 ? undefined : (OTEL_KINDS[kind] ?? kind)],
    ['service.name', view.resource.get('service.name')],
    ['otel.status_code', statusCode === OTEL_STATUS.ok ? 'OK' : undefined],
    ['otel.status_description', isRepeated ? undefined : statusMessage],
    ['otel.dropped_attributes_count', droppedAttributesCount === 0 ? undefined : droppedAttributesCount],
  ];
  for (const [key, value] of origin) {
    if (value !== undefined && value !== null) metadata.add(key, flatValue(value), `resource.${key}`);
  }
}
