import { type Rule, rulesOf } from '../rule';

const PROJECTS = 'namespaces.spec.ts ›';
const DATASETS = 'namespace-datasets.spec.ts ›';
const COLLECTIONS = 'namespace-collections.spec.ts ›';
const STATEMENTS = 'namespaces-statements.spec.ts ›';
const DELETION = 'soft-deletion.spec.ts ›';
const EXECUTIONS = 'soft-deletion-executions.spec.ts ›';

/** `/namespaces`: projects, datasets, collections. */
export const DIALECT_C: readonly Rule[] = rulesOf('dialect C', [
  [
    'POST /namespaces {slug, name?} (admin) and POST /namespaces/:slug/projects {slug, name?} make them',
    `${PROJECTS} 201: with a name and without`,
    `${PROJECTS} 400: the slug %j`,
    `${PROJECTS} 409: a slug that is taken, also when 50 requests race`,
    `${PROJECTS} 403: only admins make and list namespaces and projects`,
    `${PROJECTS} 400: a bad slug; 404: a namespace that is not there`,
  ],
  [
    'Namespaces and projects must exist (404 otherwise)',
    `${DATASETS} 404: namespace or project not found, on every endpoint`,
    `${DATASETS} a key of another project gets 404, alike to a project that is not there; a read key may not write`,
    `${PROJECTS} GET /namespaces/:slug/projects/:projectSlug: for admins and keys of the project; 404 for others`,
  ],
  [
    'The project is the same project as on /v1, projectId its id there (made by the server)',
    `${PROJECTS} 201: the server makes the id, and the project is the same on /v1`,
  ],
  [
    'A slug is unique in its namespace only',
    `${PROJECTS} a slug is unique in its namespace only: 409 CONFLICT there, another project elsewhere`,
    `${PROJECTS} 409: one of 50 requests at once gets the slug`,
  ],
  [
    'Every call of the seed: create, list, get, update, delete',
    `${DATASETS} POST /namespaces/:slug/projects/:projectSlug/datasets 201`,
    `${DATASETS} GET /namespaces/:slug/projects/:projectSlug/datasets 200`,
    `${DATASETS} GET /namespaces/:slug/projects/:projectSlug/datasets/:name 200`,
    `${DATASETS} PATCH /namespaces/:slug/projects/:projectSlug/datasets/:name 200: only what is given is updated`,
    `${DATASETS} DELETE /namespaces/:slug/projects/:projectSlug/datasets/:name 200: collections become standalone`,
  ],
  [
    'Every error of the seed: 400 name missing, 404 namespace, project or dataset, 409 name exists',
    `${DATASETS} 400: name missing`,
    `${DATASETS} 404: namespace or project not found, on every endpoint`,
    `${DATASETS} 404: dataset not found`,
    `${DATASETS} 409: the name exists already in this project, also when 50 requests race`,
  ],
  ['Datasets are addressed by name', `${DATASETS} a name with odd characters, URL-encoded: %s`],
  [
    'page from 1, pageSize default 50, maximum 200 (more is 400), {datasets, page, pageSize, total, totalPages}',
    `${DATASETS} newest first, each row once, with totals; a page beyond the end is empty`,
    `${DATASETS} an empty project: total 0, totalPages 0`,
    `${DATASETS} pageSize over 200 is 400, as is anything that is no page`,
  ],
  ['PATCH of an existing name to one that is taken is 409', `${DATASETS} 409: PATCH to a name that is taken`],
  [
    'DELETE is soft: the dataset is hidden everywhere',
    `${DELETION} on every route that names a dataset or an item by id, on every surface, for admins too`,
    `${DELETION} in the lists of every surface`,
    `${DELETION} for the conversion of annotations, new experiments and collections`,
    `${DELETION} an import that runs meanwhile ends with 404 and leaves nothing`,
  ],
  ['Its name is free again', `${DELETION} the name is free again at once, and only one of 50 requests gets it`],
  [
    'Its experiments stay (dataset_item_count: 0, new runs 422)',
    `${DELETION} experiments stay: dataset_item_count is 0, new runs are 422, scores on their runs are taken`,
    `${EXECUTIONS} fail with a reason, and their runs stay; on /api the run is failed, with its results`,
  ],
  ['Its collections become standalone (datasetId: null)', `${DELETION} collections become standalone`],
  [
    'An admin can restore it (POST /v1/datasets/:id/restore; 409 if the name is taken meanwhile)',
    `${DELETION} 200: the dataset is as it was, everywhere; its collections stay standalone`,
    `${EXECUTIONS} take no start while it is hidden; once it is restored, a resume does the rest`,
    `${EXECUTIONS} go on when it is restored before they record again`,
    `${DELETION} 409: when the name is taken meanwhile; once it is free, it works`,
    `${DELETION} 200: again, also when 50 requests race, and for one that was never deleted`,
    `${DELETION} 403: for anyone but an admin; 404: for a dataset that is not there`,
    `${DELETION} 200: the datasets as they were, with the time of their deletion; restored ones and others are not among them`,
    `${DELETION} the last deleted first, by cursors, also several of one name`,
  ],
  [
    'DELETE on the other surfaces is permanent',
    `${DELETION} DELETE on the other surfaces is permanent: nothing to restore, and 404 for what is hidden`,
  ],
  [
    'Collections: create {name, members?, datasetId?, tags?, metadata?} → {id, name, members, datasetId|null, tags, metadata}',
    `${COLLECTIONS} POST /namespaces/:slug/projects/:projectSlug/collections 201: id, name, members, datasetId, tags, metadata`,
    `${COLLECTIONS} 400: %s of %j`,
    `${COLLECTIONS} 400: addMembers beyond the 10,000 that a collection may have, named as in the body`,
  ],
  [
    'Collections: list {collections, page, pageSize, total, totalPages}, GET and DELETE by id',
    `${COLLECTIONS} GET /namespaces/:slug/projects/:projectSlug/collections: pages, newest first`,
    `${COLLECTIONS} GET and DELETE by id`,
    `${COLLECTIONS} 404: a dataset of another project, a project or collection of another key`,
  ],
  [
    'Collections: PATCH {name?, addMembers?, removeMembers?, datasetId?: string|null, tags?, metadata?}',
    `${COLLECTIONS} PATCH name, addMembers, removeMembers, datasetId, tags, metadata; null clears`,
    `${COLLECTIONS} addMembers of 50 requests at once lose nothing`,
  ],
  ['Names of collections are unique in the project', `${COLLECTIONS} 409: names are unique in the project`],
  [
    'Each endpoint in at most 2 statements, authentication included (a cached key costs none)',
    `${STATEMENTS} %s takes at most two › %s`,
    `${STATEMENTS} every endpoint is counted`,
    `${STATEMENTS} one, once the process knows the project`,
    `${STATEMENTS} namespaces and their projects take one each`,
    `${STATEMENTS} POST /v1/datasets/:id/restore takes at most two`,
  ],
  ['Its own tag and group in the OpenAPI document', 'openapi-surfaces.spec.ts › %s has its own tag and group'],
  [
    'Idempotency-Key works on its POSTs',
    `${DATASETS} a repeat with the same Idempotency-Key makes one dataset, and another body is refused`,
    `${COLLECTIONS} a repeat with the same Idempotency-Key makes one collection`,
    `${PROJECTS} a repeat with the same Idempotency-Key is one namespace`,
  ],
]);
