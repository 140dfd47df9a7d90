import type { AnyValue } from './any-value';
import { type Attributes, type OtlpEvent, type OtlpSpan, OTEL_KIND, type PlacedSpan } from './otlp-span';

/** An event that a value was taken from. */
export interface UsedEvent {
  /** Place among the events of the span. */
  readonly index: number;
  /** The attributes that were taken; the whole event when left out. */
  readonly keys?: readonly string[];
}

/** What something was taken from. */
export interface Usage {
  /** Attributes of the span. */
  readonly keys: readonly string[];
  readonly events?: readonly UsedEvent[];
}

/** A bit for the first two characters of a key. */
function bitOf(key: string): number {
  return 1 << ((key.charCodeAt(0) * 7 + (key.charCodeAt(1) | 0)) & 31);
}

/** A span as the conventions look at it, with a note of what has been taken from it. */
export class SpanView {
  readonly span: OtlpSpan;
  readonly attributes: Attributes;
  readonly events: readonly OtlpEvent[];
  /** Of the instrumentation scope; empty without one. */
  readonly scopeName: string;
  /** Attributes of the resource that made the span. */
  readonly resource: Attributes;
  /** Attributes that were taken. */
  readonly usedKeys = new Set<string>();
  /** For each event that was taken, the attributes that were; null for all of them. */
  readonly usedEvents = new Map<number, Set<string> | null>();
  private readonly begins: number;

  constructor(placed: PlacedSpan) {
    this.span = placed.span;
    this.attributes = placed.span.attributes;
    this.events = placed.span.events;
    this.scopeName = placed.scopeName;
    this.resource = placed.resource;
    let begins = 0;
    for (const key of this.attributes.keys()) begins |= bitOf(key);
    this.begins = begins;
  }

  /** Whether it names no parent. */
  get isRoot(): boolean {
    return this.span.parentSpanId === '';
  }

  /** Whether its `SpanKind` is CLIENT: a call of another service, such as a provider. */
  get isClient(): boolean {
    return this.span.kind === OTEL_KIND.client;
  }

  /** Whether there may be keys that begin as this one does. When false there are none: most conventions are not there. */
  mayHave(keyOrPrefix: string): boolean {
    return (this.begins & bitOf(keyOrPrefix)) !== 0;
  }

  /** An attribute that is a string. */
  text(key: string): string | undefined {
    const value = this.attributes.get(key);
    return typeof value === 'string' ? value : undefined;
  }

  /** Attributes whose key begins so, with the rest of the key. */
  *under(prefix: string): Generator<[rest: string, value: AnyValue, key: string]> {
    for (const [key, value] of this.attributes) {
      if (key.length > prefix.length && key.startsWith(prefix)) yield [key.slice(prefix.length), value, key];
    }
  }

  /** Notes what something was taken from. */
  note({ keys, events = [] }: Usage): void {
    for (const key of keys) this.usedKeys.add(key);
    for (const { index, keys: eventKeys } of events) {
      const known = this.usedEvents.get(index);
      if (known === null) continue;
      this.usedEvents.set(index, eventKeys === undefined ? null : new Set([...(known ?? []), ...eventKeys]));
    }
  }
}
