import type { AnyValue } from './any-value';
import type { Attributes, OtlpRequest, Rejection } from './otlp-span';
import { type TranslatedSpan, translateSpan } from './translate-span';
import { problemOf } from './validate';

/** The spans of a request that name one project. */
export interface ProjectSpans {
  /** The project that their resource names, as it was sent and not checked; null when it names none. */
  readonly projectHint: string | null;
  /** In the order of the request. */
  readonly spans: readonly TranslatedSpan[];
}

/** A request in Assay's own terms. */
export interface TranslatedRequest {
  /** One entry for each project that is named, and one for none, in the order in which they come. Never empty lists. */
  readonly projects: readonly ProjectSpans[];
  /** Spans that cannot be stored, in the order of the request. */
  readonly rejections: readonly Rejection[];
  /** See {@link OtlpRequest.warning}. */
  readonly warning: string | null;
}

/** Resource attributes that name the project, the first that is there counts. */
const PROJECT_KEYS = ['assay.project_id', 'openinference.project.name'];

/**
 * Checks and translates the spans of a request, each on its own. Of two copies of a span the first stays; the second is
 * not an error, for a client may send a span twice.
 */
export function translateRequest(request: OtlpRequest): TranslatedRequest {
  const rejections = [...request.rejections];
  const spansOf = new Map<string | null, TranslatedSpan[]>();
  const seenOf = new Map<string | null, Set<string>>();
  for (const placed of request.spans) {
    const { span, index, resource } = placed;
    const reason = problemOf(span);
    if (reason !== undefined) {
      rejections.push({ index, reason });
      continue;
    }
    const translated = translateSpan(placed);
    if (translated === null) continue;
    const hint = projectHint(resource);
    const seen = entryOf(seenOf, hint, () => new Set<string>());
    // Those of an exported span may be other ones than the protocol's. Ids hold no line breaks.
    const key = `${translated.traceId}\n${translated.id}`;
    if (seen.has(key)) continue;
    seen.add(key);
    entryOf(spansOf, hint, () => []).push(translated);
  }
  const projects = [...spansOf].map(([hint, spans]) => ({ projectHint: hint, spans }));
  return { projects, rejections: rejections.sort((a, b) => a.index - b.index), warning: request.warning };
}

/** The project that a resource names; null when it names none. */
export function projectHint(resource: Attributes): string | null {
  for (const key of PROJECT_KEYS) {
    const value: AnyValue | undefined = resource.get(key);
    if (typeof value === 'string' && value !== '') return value;
  }
  return null;
}

function entryOf<V>(map: Map<string | null, V>, key: string | null, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}
