import { Injectable } from '@nestjs/common';
import { Database, type Slice, type Sliced, violates } from '@assay/database';
import type { Caller } from '@assay/shared/auth';
import { ConflictError } from '@assay/shared/errors';
import { slugProblem } from '@assay/shared/http/fields';
import { newId } from '@assay/shared/ids';
import { isoMillis, nowIso } from '@assay/shared/time';
import { LRUCache } from 'lru-cache';
import { ProjectRegistry } from '../project-registry';
import { notFound } from '../resource-locator';
import { NamespaceRepository, type NewSlug } from './namespace.repository';

/** A namespace. */
export interface Namespace {
  readonly id: string;
  readonly slug: string;
  readonly name: string | null;
  /** ISO 8601 with milliseconds. */
  readonly createdAt: string;
}

/** A project that a namespace knows by a slug; its id is its id everywhere. */
export interface SlugProject extends Namespace {
  /** The slug of its namespace. */
  readonly namespace: string;
}

/** What makes a namespace, or a project in one. */
export interface SlugBody {
  readonly slug: string;
  readonly name?: string | null;
}

const REMEMBERED_SLUGS = 50_000;

/** Namespaces, and projects by their slugs: a slug is unique in its namespace only, and names the same project for ever. */
@Injectable()
export class NamespacesService {
  private readonly known = new LRUCache<string, string>({ max: REMEMBERED_SLUGS });

  constructor(
    private readonly database: Database,
    private readonly namespaces: NamespaceRepository,
    private readonly registry: ProjectRegistry,
  ) {}

  /** @throws {ConflictError} when the slug is taken */
  async create(body: SlugBody): Promise<Namespace> {
    return shown(await taken(body.slug, () => this.namespaces.insert(this.database, newSlug(body))));
  }

  /** @throws {NotFoundError} */
  async get(slug: string): Promise<Namespace> {
    const row = isSlug(slug) ? await this.namespaces.find(this.database, slug) : undefined;
    if (row === undefined) throw notFound('namespace', slug);
    return shown(row);
  }

  /** Part of all namespaces, newest first. */
  async slice(slice: Slice): Promise<Sliced<Namespace>> {
    const { total, rows } = await this.namespaces.slice(this.database, slice);
    return { total, rows: rows.map(shown) };
  }

  /**
   * Makes a project, with an id of the server.
   * @throws {NotFoundError} for the namespace
   * @throws {ConflictError} when the slug is taken in the namespace
   */
  async createProject(namespace: string, body: SlugBody): Promise<SlugProject> {
    const row = isSlug(namespace)
      ? await taken(body.slug, () => this.namespaces.insertProject(this.database, namespace, newSlug(body)))
      : undefined;
    if (row === undefined) throw notFound('namespace', namespace);
    return { ...shown(row), namespace };
  }

  /** @throws {NotFoundError} also for a project that this token may not see */
  async getProject(caller: Caller, namespace: string, slug: string): Promise<SlugProject> {
    const isPossible = isSlug(namespace) && isSlug(slug);
    const row = isPossible ? await this.namespaces.findProject(this.database, namespace, slug) : undefined;
    if (row === undefined || !maySee(caller, row.id)) throw noSuchProject(namespace, slug);
    return { ...shown(row), namespace };
  }

  /**
   * Part of the projects of a namespace, newest first.
   * @throws {NotFoundError} for the namespace
   */
  async sliceOfProjects(namespace: string, slice: Slice): Promise<Sliced<SlugProject>> {
    const found = isSlug(namespace)
      ? await this.namespaces.sliceOfProjects(this.database, namespace, slice)
      : undefined;
    if (found === undefined) throw notFound('namespace', namespace);
    return { total: found.total, rows: found.rows.map((row) => ({ ...shown(row), namespace })) };
  }

  /**
   * The id of the project of two slugs: one statement, none once it is known.
   * @throws {NotFoundError} alike for a namespace or project that is not there, and one that this token may not see
   */
  async projectOf(caller: Caller, namespace: string, slug: string): Promise<string> {
    const id = await this.idOf(namespace, slug);
    if (id === undefined || !maySee(caller, id)) throw noSuchProject(namespace, slug);
    return id;
  }

  private async idOf(namespace: string, slug: string): Promise<string | undefined> {
    if (!isSlug(namespace) || !isSlug(slug)) return undefined;
    const key = `${namespace}/${slug}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const row = await this.namespaces.findProject(this.database, namespace, slug);
    if (row === undefined) return undefined;
    this.database.afterCommit(() => this.known.set(key, row.id));
    this.registry.remember(row.id);
    return row.id;
  }
}

function isSlug(text: string): boolean {
  return slugProblem(text) === undefined;
}

function maySee(caller: Caller, projectId: string): boolean {
  return caller.boundProject === null || caller.boundProject === projectId;
}

function newSlug(body: SlugBody): NewSlug {
  return { id: newId(), slug: body.slug, name: body.name?.trim() ?? null, createdAt: nowIso() };
}

function shown(row: { id: string; slug: string; name: string | null; created_at: string }): Namespace {
  return { id: row.id, slug: row.slug, name: row.name, createdAt: isoMillis(row.created_at) };
}

function noSuchProject(namespace: string, slug: string): Error {
  return notFound('project', `${namespace}/${slug}`);
}

async function taken<T>(slug: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!violates(error, 'namespaces_slug') && !violates(error, 'projects_slug')) throw error;
    throw new ConflictError(`the slug "${slug}" is taken`, { field: 'slug' }, { cause: error });
  }
}
