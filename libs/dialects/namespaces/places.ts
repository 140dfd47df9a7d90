/** Path parameters of a project. */
export class ProjectPlace {
  readonly slug: string;
  readonly projectSlug: string;
}

/** Path parameters of a dataset, which its name addresses. */
export class DatasetPlace extends ProjectPlace {
  readonly name: string;
}

/** Path parameters of a collection. */
export class CollectionPlace extends ProjectPlace {
  readonly id: string;
}

/** What they mean, for the documentation. */
export const PROJECT_PARAMS = {
  slug: 'The slug of the namespace.',
  projectSlug: 'The slug of the project in its namespace.',
};
export const DATASET_PARAMS = { ...PROJECT_PARAMS, name: 'The name of the dataset, URL-encoded.' };
export const COLLECTION_PARAMS = { ...PROJECT_PARAMS, id: 'The id of the collection.' };
