import { type OtlpEvent, OTEL_STATUS } from './otlp-span';
import type { SpanView } from './span-view';
import { storable } from './text';

const NO_MESSAGE = 'The span ended with an error that has no message';
const STATUS_MESSAGE = 'langfuse.observation.status_message';

/** The error of a span, as it is stored: `type` and `stack` of its exception, null where nothing tells them. */
export interface SpanError {
  readonly message: string;
  readonly type: string | null;
  readonly stack: string | null;
}

/**
 * The error of a span. It has one when its status is an error, or is unset and an attribute tells of an error; never
 * when its status is OK. The last `exception` event says most about it. `exception.escaped` is not looked at: it is
 * deprecated, and clients write False even for exceptions that escape.
 */
export function errorOf(view: SpanView): SpanError | null {
  const { statusCode, statusMessage } = view.span;
  const errorType = view.text('error.type');
  const isError =
    statusCode === OTEL_STATUS.error ||
    (statusCode === OTEL_STATUS.unset &&
      (errorType !== undefined || view.text('langfuse.observation.level')?.toUpperCase() === 'ERROR'));
  if (!isError) return null;
  const index = view.events.findLastIndex(({ name }) => name === 'exception');
  if (index >= 0) view.note({ keys: [], events: [{ index }] });
  const exception = view.events[index] as OtlpEvent | undefined;
  const messages = [
    textOf(exception, 'exception.message'),
    view.text(STATUS_MESSAGE),
    statusMessage,
    errorType,
    textOf(exception, 'exception.type'),
  ];
  return {
    message: storable(messages.find(isSaying) ?? NO_MESSAGE),
    type: shown(textOf(exception, 'exception.type') ?? errorType),
    stack: shown(textOf(exception, 'exception.stacktrace')),
  };
}

function isSaying(text: string | undefined): text is string {
  return text !== undefined && text.trim() !== '';
}

function shown(text: string | undefined): string | null {
  return isSaying(text) ? storable(text) : null;
}

function textOf(event: OtlpEvent | undefined, key: string): string | undefined {
  const value = event?.attributes.get(key);
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}
