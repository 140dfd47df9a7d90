import { Injectable } from '@nestjs/common';
import { Database } from '@assay/database';
import { InvalidRequestError } from '@assay/shared/errors';
import type { DeletedDto } from '@assay/shared/http';
import { isServerId, newId } from '@assay/shared/ids';
import { CursorCodec, DEFAULT_LIMIT, type Page, pageOf, type PageQuery } from '@assay/shared/pagination';
import { isoMillis, nowIso, parseTimestamp } from '@assay/shared/time';
import type { ApiKeyDto, CreateApiKeyDto, NewApiKeyDto } from '../dto/api-key.dto';
import { ProjectRegistry } from '../project-registry';
import { notFound } from '../resource-locator';
import { projectIdProblem } from '@assay/shared/http/fields';
import { ApiKeyRepository, type ApiKeyRow } from './api-key.repository';
import { hashKey, keyPrefix, newKey } from './key-material';
import { KeyVerifier } from './key-verifier';

function shown(row: ApiKeyRow): ApiKeyDto {
  const at = (time: string | null): string | null => (time === null ? null : isoMillis(time));
  return {
    id: row.id,
    name: row.name,
    role: row.role as 'read' | 'write',
    project_id: row.project_id ?? '',
    prefix: row.prefix,
    expires_at: at(row.expires_at),
    created_at: isoMillis(row.created_at),
    last_used_at: at(row.last_used_at),
  };
}

/** Keys of projects: made and revoked by admins. */
@Injectable()
export class ApiKeysService {
  constructor(
    private readonly database: Database,
    private readonly keys: ApiKeyRepository,
    private readonly registry: ProjectRegistry,
    private readonly verifier: KeyVerifier,
    private readonly cursors: CursorCodec,
  ) {}

  /**
   * Makes a key, and the project if it is new. The answer holds the key this once.
   * @throws {InvalidRequestError} when `expires_at` has passed or the project id cannot be one
   */
  async create(projectId: string, body: CreateApiKeyDto): Promise<NewApiKeyDto> {
    const problem = projectIdProblem(projectId);
    if (problem !== undefined) throw new InvalidRequestError(`the project id ${problem}`, { field: 'id' });
    const createdAt = nowIso();
    const expiresAt = body.expires_at == null ? null : parseTimestamp(body.expires_at);
    if (expiresAt !== null && expiresAt <= createdAt)
      throw new InvalidRequestError('expires_at has passed already', { field: 'expires_at' });
    const key = newKey();
    const row = await this.database.transaction(async (tx) => {
      await this.registry.ensure(tx, projectId);
      const made = {
        id: newId(),
        projectId,
        name: body.name.trim(),
        role: body.role,
        hash: hashKey(key),
        prefix: keyPrefix(key),
        createdAt,
        expiresAt,
      };
      return this.keys.insert(tx, made);
    });
    if (row === undefined) throw new Error('a new random key met an existing one');
    return { ...shown(row), key };
  }

  /** The keys of a project, newest first, without the keys themselves. */
  async list(projectId: string, query: PageQuery): Promise<Page<ApiKeyDto>> {
    if (!(await this.registry.exists(this.database, projectId))) throw notFound('project', projectId);
    const limit = query.limit ?? DEFAULT_LIMIT;
    const scope = { list: 'api-keys', project: projectId };
    const after = query.cursor === undefined ? undefined : this.cursors.decode(scope, query.cursor);
    const rows = await this.keys.list(this.database, projectId, limit + 1, after);
    return pageOf(rows, limit, shown, (row) => this.cursors.encode(scope, [row.created_at, row.id]));
  }

  /** Revokes a key: at once in this process, within the cache time (at most 5 s) in every other one. */
  async delete(projectId: string, keyId: string): Promise<DeletedDto> {
    const deleted = isServerId(keyId) && (await this.keys.delete(this.database, projectId, keyId));
    if (!deleted) throw notFound('API key', keyId);
    this.verifier.forget(keyId);
    return { deleted: true, id: keyId };
  }
}
