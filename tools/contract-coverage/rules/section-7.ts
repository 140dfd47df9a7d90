import { type Rule, rulesOf } from '../rule';

const COLLECTIONS = 'collections.spec.ts ›';
const EXPERIMENTS = 'experiment-collections.spec.ts ›';

/** What the other seeds add, on `/v1`. */
export const SECTION_7: readonly Rule[] = rulesOf('7', [
  [
    '/v1/collections in snake_case with cursors: create, list, get, patch, delete',
    `${COLLECTIONS} a collection on its own, with nothing but a name`,
    `${COLLECTIONS} members, a dataset, tags and metadata; null is absent`,
    `${COLLECTIONS} the collections of a project, newest first, by cursors`,
    `${COLLECTIONS} each field on its own; what is absent stays, null clears`,
    `${COLLECTIONS} once, and its name is free again; its items stay`,
    `${COLLECTIONS} 400: %s of %j`,
    `${COLLECTIONS} 404: a dataset that is not there, or in another project`,
    `${COLLECTIONS} 404: an unknown collection, or dataset to put it into; 409: a name that is taken`,
  ],
  [
    'The list of collections requires project_id (PROJECT_REQUIRED)',
    `${COLLECTIONS} 400 PROJECT_REQUIRED without a project; an unknown project is an empty page`,
  ],
  [
    'Members are opaque ids, which may be items; each counts once',
    `${COLLECTIONS} members are opaque: any text is kept, and one that stands twice counts once at its first place`,
    `${COLLECTIONS} the items of a collection are its members that may be ids of items, in order`,
  ],
  [
    'Names of collections are unique in the project',
    `${COLLECTIONS} 409: a name is unique in its project, also when 50 requests race`,
  ],
  [
    'Changes of members at the same time lose nothing',
    `${COLLECTIONS} requests that add members at the same time lose nothing`,
    `${COLLECTIONS} adding and removing at the same time: each takes effect once`,
    `${COLLECTIONS} removal comes first: a member in both goes to the end`,
    `${COLLECTIONS} members are added at the end and removed; those that are there, or not, do not matter`,
  ],
  [
    'Collections have limits',
    `${COLLECTIONS} 10,000 members and no more: 400, and nothing is changed`,
    `${COLLECTIONS} a dataset holds 1,000 collections and no more, wherever they come from`,
  ],
  [
    'An experiment may be limited to a collection’s items (collection_id)',
    `${EXPERIMENTS} takes runs of its items only, 422 INVALID_DATASET_ITEM for others, and nothing of the batch is stored`,
    `${EXPERIMENTS} auto_complete counts its items: those members that are items of the dataset version`,
    `${EXPERIMENTS} keeps the items of its beginning: what becomes of the collection does not matter`,
    `${EXPERIMENTS} 404: a collection that is not there, or in another project; 400: one that is no text`,
    'executions.spec.ts › 202: an experiment that is limited to a collection executes the items of that alone',
  ],
  [
    'A dataset that is deleted softly can be restored',
    'soft-deletion.spec.ts › 200: the dataset is as it was, everywhere; its collections stay standalone',
  ],
]);
