import { Injectable } from '@nestjs/common';
import { InvalidRequestError } from '@assay/shared/errors';
import { invalidFields } from '@assay/shared/http/fields';
import { Secrets } from '@assay/shared/secrets';
import { type GivenHeaders, headerProblems, MASKED_VALUE, MAX_HEADERS } from './header-values';

/** Headers as stored: names, as they were written, to sealed values. */
export type SealedHeaders = Readonly<Record<string, string>>;

/** The headers of targets: checked when they are written, sealed at rest, opened for a call alone. */
@Injectable()
export class TargetHeaders {
  constructor(private readonly secrets: Secrets) {}

  /**
   * The headers of a target after a change: a value is set, null takes one away, {@link MASKED_VALUE} and silence keep it.
   *
   * @param given the change; null takes all away
   * @throws {InvalidRequestError} for headers that cannot be sent
   * @throws {SecretKeyMissingError} when there is nothing to seal them with
   */
  changed(projectId: string, targetId: string, before: SealedHeaders, given: GivenHeaders | null): SealedHeaders {
    if (given === null) return {};
    const problems = headerProblems(given);
    if (problems.length > 0) throw invalidFields(problems);
    const after = new Map(
      Object.entries(before).map(([name, sealed]) => [name.toLowerCase(), [name, sealed] as const]),
    );
    for (const [name, value] of Object.entries(given)) {
      const key = name.toLowerCase();
      if (value === null) after.delete(key);
      else if (value !== MASKED_VALUE) after.set(key, [name, this.sealed(projectId, targetId, name, value as string)]);
      else if (!after.has(key)) throw withoutValue(name);
    }
    if (after.size > MAX_HEADERS) {
      const reason = `must have at most ${MAX_HEADERS} entries`;
      throw new InvalidRequestError(`headers ${reason}`, { field: 'headers', limit: MAX_HEADERS });
    }
    return Object.fromEntries(after.values());
  }

  /** The values of headers. @throws {SealedValueError} when they were sealed with a key that is gone */
  opened(projectId: string, targetId: string, headers: SealedHeaders): Record<string, string> {
    return Object.fromEntries(
      Object.entries(headers).map(([name, sealed]) => [
        name,
        this.secrets.open(sealed, contextOf(projectId, targetId, name)),
      ]),
    );
  }

  private sealed(projectId: string, targetId: string, name: string, value: string): string {
    return this.secrets.seal(value.trim(), contextOf(projectId, targetId, name));
  }
}

function contextOf(projectId: string, targetId: string, name: string): string {
  return `header of target ${targetId} in ${projectId}: ${name.toLowerCase()}`;
}

function withoutValue(name: string): InvalidRequestError {
  const field = `headers.${name}`;
  return new InvalidRequestError(`${field} has no value to keep: give its value instead of the mask`, { field });
}
