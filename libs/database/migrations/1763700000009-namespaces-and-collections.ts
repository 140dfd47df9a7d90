import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Namespaces, and the slug by which a project is known in one; a project that `/v1` made has neither. */
const NAMESPACES = `
CREATE TABLE namespaces (
  id uuid NOT NULL CONSTRAINT namespaces_pkey PRIMARY KEY,
  slug text COLLATE "C" NOT NULL CONSTRAINT namespaces_slug UNIQUE,
  name text,
  created_at timestamptz NOT NULL
);
CREATE INDEX namespaces_by_age ON namespaces (created_at, id);
ALTER TABLE projects
  ADD COLUMN namespace_id uuid CONSTRAINT projects_namespace REFERENCES namespaces (id),
  ADD COLUMN slug text COLLATE "C",
  ADD CONSTRAINT projects_in_namespace CHECK ((namespace_id IS NULL) = (slug IS NULL));
CREATE UNIQUE INDEX projects_slug ON projects (namespace_id, slug) WHERE namespace_id IS NOT NULL;
`;

/** The row of a dataset that is deleted softly stays, and leaves its name and its place in lists to others. */
const SOFT_DELETION = `
ALTER TABLE datasets ADD COLUMN deleted_at timestamptz;
DROP INDEX datasets_name, datasets_by_age;
CREATE UNIQUE INDEX datasets_name ON datasets (project_id, name) WHERE deleted_at IS NULL;
CREATE INDEX datasets_by_age ON datasets (project_id, created_at, id) WHERE deleted_at IS NULL;
`;

/**
 * Collections of ids, and the items that an experiment is limited to, as its collection had them when it was made. No
 * foreign key leads from a collection to its dataset: deletion sets the column to null in its own statement.
 */
const COLLECTIONS = `
CREATE TABLE collections (
  project_id text COLLATE "C" NOT NULL CONSTRAINT collections_project REFERENCES projects (id),
  id uuid NOT NULL,
  name text NOT NULL,
  dataset_id uuid,
  members text[] NOT NULL DEFAULT '{}' CONSTRAINT collections_members CHECK (cardinality(members) <= 10000),
  tags text[] NOT NULL DEFAULT '{}',
  metadata jsonb,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  CONSTRAINT collections_pkey PRIMARY KEY (project_id, id)
);
CREATE UNIQUE INDEX collections_name ON collections (project_id, name);
CREATE INDEX collections_by_age ON collections (project_id, created_at, id);
CREATE INDEX collections_by_id ON collections (id);
CREATE INDEX collections_of_dataset ON collections (project_id, dataset_id, id) WHERE dataset_id IS NOT NULL;
ALTER TABLE experiments ADD COLUMN collection_id uuid, ADD COLUMN item_ids uuid[];
`;

/** Namespaces of projects, soft deletion of datasets, and collections. */
export class NamespacesAndCollections1763700000009 implements MigrationInterface {
  name = 'NamespacesAndCollections1763700000009';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [NAMESPACES, SOFT_DELETION, COLLECTIONS]) await runner.query(part);
  }

  /** Datasets that are deleted softly go for good: without the column they would come back, with names that may be taken. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE experiments DROP COLUMN collection_id, DROP COLUMN item_ids;
      DROP TABLE collections;
      DELETE FROM dataset_items i USING datasets d
        WHERE d.project_id = i.project_id AND d.id = i.dataset_id AND d.deleted_at IS NOT NULL;
      DELETE FROM datasets WHERE deleted_at IS NOT NULL;
      DROP INDEX datasets_name, datasets_by_age;
      ALTER TABLE datasets DROP COLUMN deleted_at;
      CREATE UNIQUE INDEX datasets_name ON datasets (project_id, name);
      CREATE INDEX datasets_by_age ON datasets (project_id, created_at, id);
      ALTER TABLE projects DROP COLUMN namespace_id, DROP COLUMN slug;
      DROP TABLE namespaces;`);
  }
}
