import { NotFoundError } from '@assay/shared/errors';

/** Largest value of Postgres' `integer`; no dataset reaches it. */
export const MAX_VERSION = 2 ** 31 - 1;

/** A version as a parameter of the type `integer`: one beyond every dataset's stays so. */
export function storableVersion(version: number): number {
  return Math.min(version, MAX_VERSION);
}

/** The 404 of a version that a dataset has not reached. */
export function noSuchVersion(datasetId: string, version: number, current: number): NotFoundError {
  const details = { resource: 'dataset version', id: datasetId, version, current_version: current };
  return new NotFoundError(`the dataset is at version ${current}; there is no version ${version} yet`, details);
}
