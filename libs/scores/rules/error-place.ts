import { AppError } from '@assay/shared/errors';

/** Does `work`; the field of an error that it throws is named within `place`. */
export function withPlace<Result>(place: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { field } = error.details;
    const named = typeof field === 'string' && field !== 'value' ? `${place}.${field}` : place;
    const details = { ...error.details, field: named, errors: [{ field: named, reason: error.message }] };
    throw new AppError(error.code, `${place}: ${error.message}`, details, { cause: error });
  }
}
