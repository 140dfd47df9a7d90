import { newId } from '@assay/shared/ids';
import type { Answer, ApiClient } from '../api-client';
import type { TestApp } from '../test-app';

/** An item as tests send it. */
export interface LabItem {
  input?: unknown;
  expected_output?: unknown;
}

/** A score or run as tests send it. */
export type Sent = Record<string, unknown>;

/** A project of its own with everything that experiments need: each call gives complete defaults. */
export class Lab {
  private constructor(
    readonly projectId: string,
    /** Calls the API with a write key of the project. */
    readonly client: ApiClient,
  ) {}

  static async open(api: TestApp): Promise<Lab> {
    const projectId = `lab-${newId()}`;
    return new Lab(projectId, await api.clientOf(projectId));
  }

  /** In a project that exists, with a write key of it. */
  static in(projectId: string, client: ApiClient): Lab {
    return new Lab(projectId, client);
  }

  /** A dataset with items, added in one request; gives its id and those of the items. */
  async dataset(items: number | LabItem[] = 1): Promise<{ id: string; itemIds: string[] }> {
    const { body } = await this.client.post('/v1/datasets', { name: `dataset ${newId()}` }, 201);
    return { id: body.id, itemIds: await this.items(body.id, items) };
  }

  /** More items of a dataset; gives their ids. */
  async items(datasetId: string, items: number | LabItem[]): Promise<string[]> {
    const sent = typeof items === 'number' ? Array.from({ length: items }, () => ({})) : items;
    if (sent.length === 0) return [];
    const body = { items: sent.map((item, index) => ({ input: `question ${index}`, ...item })) };
    const added = await this.client.post(`/v1/datasets/${datasetId}/items/batch`, body, 201);
    return added.body.items.map((item: { id: string }) => item.id);
  }

  /** An experiment on a dataset; gives its id. */
  async experiment(datasetId: string, body: Sent = {}): Promise<string> {
    const made = await this.client.post('/v1/experiments', { name: 'trial', dataset_id: datasetId, ...body }, 201);
    return made.body.id;
  }

  /** Submits runs. */
  submit(experimentId: string, runs: Sent[], status = 201): Promise<Answer> {
    return this.client.post(`/v1/experiments/${experimentId}/runs`, { runs }, status);
  }

  /** An experiment on a dataset, with a run for each of some items, each with the scores given for it. */
  async scored(datasetId: string, scores: Record<string, Sent[]>): Promise<string> {
    const experimentId = await this.experiment(datasetId);
    const runs = Object.entries(scores).map(([itemId, given]) => run(itemId, { scores: given }));
    if (runs.length > 0) await this.submit(experimentId, runs);
    return experimentId;
  }

  /** The summary of an experiment. */
  async summary(experimentId: string): Promise<any> {
    return (await this.client.get(`/v1/experiments/${experimentId}/summary`)).body;
  }
}

/** A run of an item. */
export function run(itemId: string, more: Sent = {}): Sent {
  return { dataset_item_id: itemId, output: 'Paris', ...more };
}

/** A score with a value. */
export function score(value: unknown, scorerName = 'quality'): Sent {
  return { scorer_name: scorerName, value };
}
