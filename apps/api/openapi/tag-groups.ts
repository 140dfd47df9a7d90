import type { OpenAPIObject } from '@nestjs/swagger';

/** Tags that belong together, with what each stands for. */
interface TagGroup {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** In the order in which the documentation shows them. */
const GROUPS: readonly TagGroup[] = [
  {
    name: 'Assay (/v1)',
    tags: {
      Projects: 'Projects, their API keys, providers of language models, retention and summaries.',
      Traces: 'Traces and spans: ingest, search, reading, export.',
      Sessions: 'Traces that name the same session.',
      'Review queue': 'Traces that wait for a person.',
      Annotations: 'What people say of traces.',
      Datasets: 'Versioned lists of items.',
      Collections: 'Named lists of ids, such as a selection of items.',
      Experiments: 'Runs over the items of a dataset, their summaries and comparisons.',
      Targets: 'What the service calls for each item.',
      Execution: 'Experiments that the service runs itself.',
      Scorers: 'Built-in scorers and named configurations of them.',
      Scores: 'Values of runs and spans, and rules that score new spans.',
    },
  },
  {
    name: 'Use cases (/api/v1)',
    tags: { 'Use cases': 'Datasets by use case: bare arrays, `skip` and `limit`. A use case is a project.' },
  },
  {
    name: 'Datasets and runs (/api)',
    tags: {
      'Datasets and runs': 'Datasets and runs in camelCase: `page` from 0 and `perPage`. A run is an experiment.',
    },
  },
  {
    name: 'Namespaces (/namespaces)',
    tags: { Namespaces: 'Projects by slugs, datasets by names, collections: `page` from 1 and `pageSize`.' },
  },
  { name: 'Operations', tags: { Operations: 'Health and metrics.' } },
];

/**
 * Says what the tags stand for, and groups them by surface (`x-tagGroups`, which viewers other than Swagger UI read).
 * @throws {Error} for an endpoint whose tag is in no group
 */
export function withTagGroups(document: OpenAPIObject): OpenAPIObject {
  const tags = GROUPS.flatMap((group) =>
    Object.entries(group.tags).map(([name, description]) => ({ name, description })),
  );
  const known = new Set(tags.map(({ name }) => name));
  for (const [path, item] of Object.entries(document.paths)) {
    for (const operation of [item.get, item.post, item.put, item.patch, item.delete]) {
      const unknown = operation?.tags?.find((tag) => !known.has(tag));
      if (unknown !== undefined) throw new Error(`the tag "${unknown}" of ${path} is in no group of tag-groups.ts`);
    }
  }
  const groups = GROUPS.map((group) => ({ name: group.name, tags: Object.keys(group.tags) }));
  return Object.assign(document, { tags, 'x-tagGroups': groups });
}
