import { type CallHandler, type ExecutionContext, type NestInterceptor, UseInterceptors } from '@nestjs/common';
import { AppError } from '@assay/shared/errors';
import { catchError, type Observable, throwError } from 'rxjs';

/** What a surface calls a field, by what `/v1` calls it. */
export type FieldWords = Readonly<Record<string, string>>;

/** The first name of a path such as `expected_output`, `expected_output/unit` or `items[3].expected_output`. */
const FIRST_NAME = /^((?:\w+\[\d+\]\.)?)(\w+)/;

function translated(path: string, words: FieldWords): string {
  return path.replace(FIRST_NAME, (whole, place: string, name: string) =>
    Object.hasOwn(words, name) ? `${place}${words[name]}` : whole,
  );
}

/**
 * An error as the callers of a surface understand it: the fields that it names, in `details.field`, `details.errors` and at the
 * beginning of its message, are called what their bodies call them. What stands behind the first name is the caller's own already.
 */
export function inFieldWords(error: unknown, words: FieldWords): unknown {
  if (!(error instanceof AppError)) return error;
  const { field, errors } = error.details;
  const details = { ...error.details };
  if (typeof field === 'string') details.field = translated(field, words);
  if (Array.isArray(errors)) {
    details.errors = (errors as { field?: unknown }[]).map((problem) =>
      typeof problem.field === 'string' ? { ...problem, field: translated(problem.field, words) } : problem,
    );
  }
  return new AppError(error.code, translated(error.message, words), details, {
    cause: error.cause,
    retryAfterSeconds: error.retryAfterSeconds,
    closesConnection: error.closesConnection,
  });
}

class FieldWordsInterceptor implements NestInterceptor {
  constructor(private readonly words: FieldWords) {}

  intercept(_: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(catchError((error: unknown) => throwError(() => inFieldWords(error, this.words))));
  }
}

/** Has the errors of a controller name fields by the words of its surface; see {@link inFieldWords}. */
export function NamesFields(words: FieldWords): ClassDecorator {
  return UseInterceptors(new FieldWordsInterceptor(words));
}
