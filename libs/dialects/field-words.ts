import { type CallHandler, type ExecutionContext, type NestInterceptor, UseInterceptors } from '@nestjs/common';
import { AppError } from '@assay/shared/errors';
import { catchError, type Observable, throwError } from 'rxjs';

/** What a surface calls a field, by what `/v1` calls it. */
export type FieldWords = Readonly<Record<string, string>>;

/** What a surface calls a resource, by what `/v1` calls it: an experiment may be a run. */
export type ResourceWords = Readonly<Record<string, string>>;

/** The first name of a path such as `expected_output`, `expected_output/unit` or `items[3].expected_output`. */
const FIRST_NAME = /^((?:\w+\[\d+\]\.)?)(\w+)/;

function wordFor(name: string, words: Readonly<Record<string, string>>): string {
  return Object.hasOwn(words, name) ? (words[name] as string) : name;
}

function translated(path: string, words: FieldWords): string {
  return path.replace(FIRST_NAME, (_, place: string, name: string) => `${place}${wordFor(name, words)}`);
}

/** How a 404 begins that names a resource. */
const NO_SUCH = /^(no such )(\w+)/;

/**
 * An error as the callers of a surface understand it: the fields that it names, in `details.field`, `details.errors` and at the
 * beginning of its message, are called what their bodies call them, and a resource that is not there (`details.resource`, `no such …`)
 * what their paths call it. What stands behind the first name is the caller's own already.
 */
export function inFieldWords(error: unknown, words: FieldWords, resources: ResourceWords = {}): unknown {
  if (!(error instanceof AppError)) return error;
  const { field, errors, resource } = error.details;
  const details = { ...error.details };
  if (typeof resource === 'string') details.resource = wordFor(resource, resources);
  if (typeof field === 'string') details.field = translated(field, words);
  if (Array.isArray(errors)) {
    details.errors = (errors as { field?: unknown }[]).map((problem) =>
      typeof problem.field === 'string' ? { ...problem, field: translated(problem.field, words) } : problem,
    );
  }
  const message = translated(error.message, words).replace(
    NO_SUCH,
    (_, noSuch: string, name: string) => `${noSuch}${wordFor(name, resources)}`,
  );
  return new AppError(error.code, message, details, {
    cause: error.cause,
    retryAfterSeconds: error.retryAfterSeconds,
    closesConnection: error.closesConnection,
  });
}

class FieldWordsInterceptor implements NestInterceptor {
  constructor(
    private readonly words: FieldWords,
    private readonly resources: ResourceWords,
  ) {}

  intercept(_: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next
      .handle()
      .pipe(catchError((error: unknown) => throwError(() => inFieldWords(error, this.words, this.resources))));
  }
}

/** Has the errors of a controller name fields and resources by the words of its surface; see {@link inFieldWords}. */
export function NamesFields(words: FieldWords, resources: ResourceWords = {}): ClassDecorator {
  return UseInterceptors(new FieldWordsInterceptor(words, resources));
}
