import { Injectable } from '@nestjs/common';
import { type Executor, type Slice, type Sliced, slicedRows } from '@assay/database';

/** A row of `namespaces`; `created_at` as Postgres' text in UTC. */
export interface NamespaceRow {
  id: string;
  slug: string;
  name: string | null;
  created_at: string;
}

/** A project that a namespace knows by a slug. */
export interface SlugProjectRow {
  id: string;
  slug: string;
  name: string | null;
  created_at: string;
}

/** A namespace or project about to be made. */
export interface NewSlug {
  readonly id: string;
  readonly slug: string;
  readonly name: string | null;
  /** ISO 8601 with microseconds. */
  readonly createdAt: string;
}

const NAMESPACE = 'n.id, n.slug, n.name, n.created_at';
const PROJECT = 'p.id, p.slug, p.name, p.created_at';

/** The SQL of namespaces, and of the slugs of projects in them; one that is taken violates `namespaces_slug` or `projects_slug`. */
@Injectable()
export class NamespaceRepository {
  /** Makes a namespace. Violates `namespaces_slug` when the slug is taken. */
  async insert(executor: Executor, { id, slug, name, createdAt }: NewSlug): Promise<NamespaceRow> {
    const { rows } = await executor.run<NamespaceRow>(
      `INSERT INTO namespaces AS n (id, slug, name, created_at) VALUES ($1, $2, $3, $4) RETURNING ${NAMESPACE}`,
      [id, slug, name, createdAt],
    );
    return rows[0] as NamespaceRow;
  }

  /** Undefined when no namespace has the slug. */
  async find(executor: Executor, slug: string): Promise<NamespaceRow | undefined> {
    const { rows } = await executor.run<NamespaceRow>(`SELECT ${NAMESPACE} FROM namespaces n WHERE n.slug = $1`, [
      slug,
    ]);
    return rows[0];
  }

  /** Part of all namespaces, newest first, with how many there are. */
  async slice(executor: Executor, slice: Slice): Promise<Sliced<NamespaceRow>> {
    const { rows } = await executor.run<NamespaceRow & { total: number }>(
      `SELECT c.total, n.* FROM (SELECT count(*) AS total FROM namespaces) c LEFT JOIN LATERAL (
         SELECT ${NAMESPACE} FROM namespaces n ORDER BY n.created_at DESC, n.id DESC LIMIT $1 OFFSET $2
       ) n ON true ORDER BY n.created_at DESC, n.id DESC`,
      [slice.count, slice.offset],
    );
    return slicedRows(rows);
  }

  /** Makes a project in a namespace; undefined when there is no such namespace. */
  async insertProject(
    executor: Executor,
    namespace: string,
    { id, slug, name, createdAt }: NewSlug,
  ): Promise<SlugProjectRow | undefined> {
    const { rows } = await executor.run<SlugProjectRow>(
      `INSERT INTO projects AS p (id, name, created_at, namespace_id, slug)
       SELECT $1, $2, $3::timestamptz, n.id, $4 FROM namespaces n WHERE n.slug = $5 RETURNING ${PROJECT}`,
      [id, name, createdAt, slug, namespace],
    );
    return rows[0];
  }

  /** The project that a namespace knows by a slug. */
  async findProject(executor: Executor, namespace: string, slug: string): Promise<SlugProjectRow | undefined> {
    const { rows } = await executor.run<SlugProjectRow>(
      `SELECT ${PROJECT} FROM namespaces n JOIN projects p ON p.namespace_id = n.id WHERE n.slug = $1 AND p.slug = $2`,
      [namespace, slug],
    );
    return rows[0];
  }

  /** Part of the projects of a namespace, newest first, with how many there are; undefined when there is no such namespace. */
  async sliceOfProjects(
    executor: Executor,
    namespace: string,
    slice: Slice,
  ): Promise<Sliced<SlugProjectRow> | undefined> {
    const { rows } = await executor.run<SlugProjectRow & { total: number }>(
      `SELECT (SELECT count(*) FROM projects c WHERE c.namespace_id = n.id) AS total, p.*
       FROM namespaces n LEFT JOIN LATERAL (
         SELECT ${PROJECT} FROM projects p WHERE p.namespace_id = n.id
         ORDER BY p.created_at DESC, p.id DESC LIMIT $2 OFFSET $3
       ) p ON true WHERE n.slug = $1 ORDER BY p.created_at DESC, p.id DESC`,
      [namespace, slice.count, slice.offset],
    );
    return rows.length === 0 ? undefined : slicedRows(rows);
  }
}
