import { newId } from '@assay/shared/ids';
import type { ApiClient } from '../api-client';
import type { TestApp } from '../test-app';

/** A namespace of its own with a project, and a write key of that. */
export class Space {
  private constructor(
    readonly namespace: string,
    readonly project: string,
    readonly projectId: string,
    /** Calls the API with a write key of the project. */
    readonly client: ApiClient,
  ) {}

  static async open(api: TestApp): Promise<Space> {
    const namespace = `ns-${newId()}`;
    const project = `project-${newId()}`;
    await api.admin.post('/namespaces', { slug: namespace }, 201);
    const { body } = await api.admin.post(`/namespaces/${namespace}/projects`, { slug: project }, 201);
    return new Space(namespace, project, body.id, await api.clientOf(body.id));
  }

  /** Makes a dataset; gives the answer. */
  async dataset(body: object = {}): Promise<any> {
    const { namespace, project } = this;
    const named = { name: `dataset ${newId()}`, ...body };
    return (await this.client.post(`/namespaces/${namespace}/projects/${project}/datasets`, named, 201)).body;
  }

  /** Makes a collection; gives the answer. */
  async collection(body: object = {}): Promise<any> {
    const { namespace, project } = this;
    const named = { name: `collection ${newId()}`, ...body };
    return (await this.client.post(`/namespaces/${namespace}/projects/${project}/collections`, named, 201)).body;
  }
}
