import { PAGE_EXAMPLE } from './paging';

const AT = '2026-04-15T09:00:00.000Z';

const namespace = { id: 'namespace-id', slug: 'vision-team', name: 'Vision team', createdAt: AT };
const project = {
  id: 'space-id',
  projectId: 'space-id',
  namespace: 'vision-team',
  slug: 'robots',
  name: 'Robots',
  createdAt: AT,
};
const listed = { id: 'dataset-id', name: 'training-v2', description: 'Q1 training data', tags: [] };
const collection = {
  id: 'collection-id',
  name: 'front-camera-clips',
  members: ['nodeId1', 'nodeId2'],
  datasetId: 'dataset-id',
  tags: [],
  metadata: null,
};

/** Example answers of this surface, for its documentation. */
export const EXAMPLES = {
  namespace,
  namespaces: { namespaces: [namespace], ...PAGE_EXAMPLE },
  project,
  projects: { projects: [project], ...PAGE_EXAMPLE },
  dataset: { ...listed, projectId: 'space-id', metadata: null, createdAt: AT, updatedAt: AT },
  datasets: { datasets: [listed], ...PAGE_EXAMPLE },
  datasetWithCollections: {
    ...listed,
    collections: [
      { id: 'collection-id', name: 'front-camera-clips', members: ['nodeId1', 'nodeId2'] },
      { id: 'other-collection-id', name: 'good-detections', members: ['nodeId3'] },
    ],
  },
  collection,
  collections: { collections: [collection], ...PAGE_EXAMPLE },
  succeeded: { success: true },
};
