import type { Executor } from '@assay/database';
import { isServerId } from '@assay/shared/ids';

/**
 * The members of a collection that have the form of an item's id, in order: whether they are items of a dataset version
 * is for the caller to see. One statement.
 * @param collectionId any text
 * @returns undefined when the project has no such collection
 */
export async function collectionItemIds(
  executor: Executor,
  projectId: string,
  collectionId: string,
): Promise<string[] | undefined> {
  if (!isServerId(collectionId)) return undefined;
  const { rows } = await executor.run<{ members: string[] }>(
    'SELECT c.members FROM collections c WHERE c.project_id = $1 AND c.id = $2::uuid',
    [projectId, collectionId],
  );
  return rows[0]?.members.filter(isServerId);
}
