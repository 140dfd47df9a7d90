import { Injectable } from '@nestjs/common';
import { Database, violates } from '@assay/database';
import { notFound, ProjectRegistry } from '@assay/projects';
import type { Caller } from '@assay/shared/auth';
import { ConflictError, UnavailableError } from '@assay/shared/errors';
import type { DeletedDto } from '@assay/shared/http';
import { invalidFields } from '@assay/shared/http/fields';
import { isServerId, newId } from '@assay/shared/ids';
import { jsonText } from '@assay/shared/json';
import { Outbound } from '@assay/shared/outbound';
import { CursorCodec, DEFAULT_LIMIT, type Page, pageOf } from '@assay/shared/pagination';
import { nowIso } from '@assay/shared/time';
import type { CreateTargetDto, TargetDto, TargetsQuery, UpdateTargetDto } from './dto/target.dto';
import { defineSettings, refuseForeignFields } from './target-definition';
import { TargetHeaders } from './target-headers';
import { targetDtoOf } from './target-dto-of';
import { TargetRepository, type TargetColumns, type TargetRow } from './target.repository';
import { ScorerTargets } from './scorer-targets';
import {
  FIELDS_OF,
  type HttpSettings,
  type ScorerSettings,
  type TargetSettings,
  type TargetType,
} from './target-settings';
import { sealedHeadersOf, settingsOf } from './stored-target';

/** Two changes of one target at once meet now and then; as often as this only under an attack. */
const MAX_ATTEMPTS = 60;

/** Targets: what experiments call. */
@Injectable()
export class TargetsService {
  constructor(
    private readonly database: Database,
    private readonly targets: TargetRepository,
    private readonly headers: TargetHeaders,
    private readonly outbound: Outbound,
    private readonly registry: ProjectRegistry,
    private readonly scorers: ScorerTargets,
    private readonly cursors: CursorCodec,
  ) {}

  /**
   * @throws {InvalidRequestError} for settings that cannot be used, and as {@link ScorerTargets.check}
   * @throws {SecretKeyMissingError} for headers where there is nothing to encrypt them with
   * @throws {ConflictError} when the name is taken in the project
   */
  async create(caller: Caller, body: CreateTargetDto): Promise<TargetDto> {
    const projectId = caller.projectOfBody(body.project_id);
    const id = newId();
    refuseForeignFields(body.type, { ...body }, body.headers != null);
    const headers = body.headers == null ? {} : this.headers.changed(projectId, id, {}, body.headers);
    const columns: TargetColumns = {
      name: body.name.trim(),
      label: this.label(body.type, body.label),
      description: body.description ?? null,
      metadata: body.metadata == null ? null : jsonText(body.metadata),
      settings: jsonText(await this.defined(projectId, body.type, { ...body })),
      headers: headersText(headers),
    };
    await this.registry.ensure(this.database, projectId);
    return this.named(columns.name, async () =>
      targetDtoOf(await this.targets.insert(this.database, { projectId, id, type: body.type }, columns, nowIso())),
    );
  }

  /** @throws {NotFoundError} */
  async get(caller: Caller, id: string): Promise<TargetDto> {
    return targetDtoOf(await this.row(caller, id));
  }

  /** The targets of a project, newest first. */
  async list(caller: Caller, query: TargetsQuery): Promise<Page<TargetDto>> {
    const projectId = caller.projectOfList(query.project_id);
    const type = query.type ?? null;
    const scope = { list: 'targets', project: projectId, type };
    const limit = query.limit ?? DEFAULT_LIMIT;
    const keys = query.cursor === undefined ? undefined : this.cursors.decode(scope, query.cursor);
    const rows = await this.targets.list(this.database, projectId, type, limit + 1, keys);
    return pageOf(rows, limit, targetDtoOf, (row) => this.cursors.encode(scope, [row.created_at, row.id]));
  }

  /**
   * Sets what the body gives. What results is checked as a whole, as at {@link create}; of changes at once each is made.
   * @throws {NotFoundError} and as {@link create}
   */
  async update(caller: Caller, id: string, body: UpdateTargetDto): Promise<TargetDto> {
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
      const row = await this.row(caller, id);
      const columns = await this.changed(row, body);
      if (columns === undefined) return targetDtoOf(row);
      const made = await this.named(columns.name, () => this.targets.update(this.database, row, columns, nowIso()));
      if (made !== undefined) return targetDtoOf(made);
    }
    throw new UnavailableError('others are changing this target; try again', {}, { retryAfterSeconds: 1 });
  }

  /**
   * Removes a target for good. Experiments and runs stay; an execution that still calls it fails.
   * @throws {NotFoundError}
   */
  async delete(caller: Caller, id: string): Promise<DeletedDto> {
    const { project_id: projectId } = await this.row(caller, id);
    if (!(await this.targets.remove(this.database, projectId, id))) throw notFound('target', id);
    return { deleted: true, id };
  }

  /** The stored target that a caller names. @throws {NotFoundError} */
  async row(caller: Caller, id: string): Promise<TargetRow> {
    const { boundProject } = caller;
    const row = !isServerId(id)
      ? undefined
      : boundProject === null
        ? await this.targets.findAnywhere(this.database, id)
        : await this.targets.find(this.database, boundProject, id);
    if (row === undefined) throw notFound('target', id);
    return row;
  }

  private async defined(projectId: string, type: TargetType, given: Record<string, unknown>): Promise<TargetSettings> {
    const settings = defineSettings(type, given, (url) => this.outbound.urlProblem(url));
    if (type === 'scorer') await this.scorers.check(projectId, settings as ScorerSettings);
    return settings;
  }

  private label(type: TargetType, label: TargetColumns['label'] | undefined): TargetColumns['label'] {
    if (label == null) return null;
    if (type !== 'scorer') return label;
    throw invalidFields([{ field: 'label', reason: 'does not belong to a target of the type scorer' }]);
  }

  /** What a change makes of a target; undefined when it changes nothing. */
  private async changed(row: TargetRow, body: UpdateTargetDto): Promise<TargetColumns | undefined> {
    const { name, label, description, metadata, headers } = body;
    const given = givenSettings({ ...body });
    const isEmpty = [name, label, description, metadata, headers].every((value) => value === undefined);
    if (isEmpty && Object.keys(given).length === 0) return undefined;
    refuseForeignFields(row.type, given, headers != null);
    const before = settingsOf(row);
    const settings = await this.defined(row.project_id, row.type, { ...before, ...given });
    return {
      name: name?.trim() ?? row.name,
      label: label === undefined ? row.label : this.label(row.type, label),
      description: description === undefined ? row.description : description,
      metadata: metadata === undefined ? row.metadata : metadata === null ? null : jsonText(metadata),
      settings: jsonText(settings),
      headers: this.changedHeaders(row, headers, before as HttpSettings, settings as HttpSettings),
    };
  }

  private changedHeaders(
    row: TargetRow,
    given: Record<string, unknown> | null | undefined,
    before: HttpSettings,
    settings: HttpSettings,
  ): string | null {
    if (row.type !== 'http') return null;
    const sealed = sealedHeadersOf(row);
    const after = given === undefined ? sealed : this.headers.changed(row.project_id, row.id, sealed, given);
    // Who may write here must not learn a secret by having it sent to himself.
    if (new URL(before.url).origin !== new URL(settings.url).origin) {
      const kept = Object.keys(after).filter((name) => after[name] === sealed[name]);
      if (kept.length > 0) {
        const reason = 'must be given anew when url names another server: they are kept for the old one alone';
        throw invalidFields(kept.map((name) => ({ field: `headers.${name}`, reason })));
      }
    }
    return headersText(after);
  }

  private async named<T>(name: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!violates(error, 'targets_name')) throw error;
      throw new ConflictError(`a target named "${name}" exists in this project`, { field: 'name' }, { cause: error });
    }
  }
}

/** The settings of any type that a body gives. */
function givenSettings(body: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const fields = new Set(Object.values(FIELDS_OF).flat());
  return Object.fromEntries(Object.entries(body).filter(([field, value]) => fields.has(field) && value !== undefined));
}

function headersText(headers: Readonly<Record<string, string>>): string | null {
  return Object.keys(headers).length === 0 ? null : JSON.stringify(headers);
}
