import { Injectable } from '@nestjs/common';
import { Database } from '@assay/database';
import { InvalidRequestError } from '@assay/shared/errors';
import { readJson } from '@assay/shared/json';
import { LRUCache } from 'lru-cache';
import { builtInNames, isBuiltIn } from '../built-in-scorers';
import { configOf, type ScoreRequest } from '../score-maker';
import { GROUP_SCORER } from '../scorers';
import { hasNamedPart, type Known, type Named, namesOf, withNamedParts } from './named-parts';
import { ScorerRepository } from './scorer.repository';

/** How long other processes may not see a change. */
const REMEMBERED_MS = 5_000;
const MAX_PROJECTS = 1_000;
const MAX_NAMES = 1_000;

/**
 * Puts a built-in scorer and its configuration in the place of a named one. What a project has is remembered for five seconds;
 * changes in this process show at once.
 */
@Injectable()
export class NamedScorers {
  private readonly known = new LRUCache<string, Known>({ max: MAX_PROJECTS, ttl: REMEMBERED_MS });

  constructor(
    private readonly database: Database,
    private readonly scorers: ScorerRepository,
  ) {}

  /** Whether a request asks for a scorer that is not a built-in one, or for a group with such a part. */
  asksForNamed(request: ScoreRequest): boolean {
    return isNamed(request) || (isGroup(request) && hasNamedPart(configOf(request)));
  }

  /**
   * The requests as built-in scorers understand them, the parts of groups too: the configuration of a request goes before the named
   * one's, key by key. Costs no statement where only built-in scorers are asked for.
   * @param placeOf names the place of a request in errors
   * @param wanted the field that such a request would need instead
   * @throws {InvalidRequestError} for a name that neither the server nor the project has, with those that exist
   * @throws {InvalidScorerConfigError} for parts of groups, as {@link withNamedParts}
   */
  async resolve<Request extends ScoreRequest>(
    projectId: string,
    requests: readonly Request[],
    placeOf: (index: number) => string = () => '',
    wanted: 'value' | 'scorer_name' = 'value',
  ): Promise<Request[]> {
    if (!requests.some((request) => this.asksForNamed(request))) return [...requests];
    const known = await this.of(projectId);
    return requests.map((request, index) =>
      this.asksForNamed(request) ? resolved(request, known, placeOf(index), wanted) : request,
    );
  }

  /** Forgets what is remembered of a project. */
  forget(projectId: string): void {
    this.known.delete(projectId);
  }

  private async of(projectId: string): Promise<Known> {
    const remembered = this.known.get(projectId);
    if (remembered !== undefined) return remembered;
    const rows = await this.scorers.byName(this.database, projectId, MAX_NAMES);
    const known = new Map(
      rows.map(({ name, scorer, config }) => [
        name,
        { scorer, config: readJson(config, { exactPaths: {} }) as Named['config'] },
      ]),
    );
    this.known.set(projectId, known);
    return known;
  }
}

function isNamed({ scorer, scorer_name, value }: ScoreRequest): boolean {
  if (scorer != null) return typeof scorer === 'string' && !isBuiltIn(scorer);
  return value == null && !isBuiltIn(scorer_name.trim());
}

function isGroup({ scorer, scorer_name }: ScoreRequest): boolean {
  return (scorer == null ? scorer_name.trim() : scorer) === GROUP_SCORER;
}

function resolved<Request extends ScoreRequest>(
  request: Request,
  known: Known,
  place: string,
  wanted: string,
): Request {
  const named = isNamed(request) ? namedFor(request, known, place, wanted) : undefined;
  const whole =
    named === undefined
      ? request
      : { ...request, scorer: named.scorer, config: { ...named.config, ...configOf(request) } };
  const config = isGroup(whole) ? configOf(whole) : undefined;
  return config === undefined ? whole : { ...whole, config: withNamedParts(config, known, place) };
}

function namedFor(request: ScoreRequest, known: Known, place: string, wanted: string): Named {
  const name = request.scorer == null ? request.scorer_name.trim() : String(request.scorer).trim();
  const named = known.get(name);
  if (named !== undefined) return named;
  const names = namesOf(known);
  const field = `${place}${request.scorer == null ? wanted : 'scorer'}`;
  const message =
    request.scorer == null
      ? `${field}${wanted === 'value' ? ' is required' : ''}: no scorer is named ${JSON.stringify(name)}; there are ${names.join(', ')}`
      : `${field} must name a scorer: there are ${names.join(', ')}`;
  throw new InvalidRequestError(message, { field, scorers: names, built_in: builtInNames() });
}
