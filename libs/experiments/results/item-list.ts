/** The results of one scorer, as the repository gives them. */
export interface ScorerItems {
  readonly scorer_name: string;
  /** By item, one a line: the id of the item, a quote, and the rest of the object. */
  readonly items: string;
}

const UUID_LENGTH = 36;

/** One scorer's results by the id of their item. */
function linesOf({ scorer_name, items }: ScorerItems): [string, string][] {
  const name = `","scorer_name":${JSON.stringify(scorer_name)},`;
  return items.split('\n').map((line) => {
    const id = line.slice(0, UUID_LENGTH);
    return [id, `{"dataset_item_id":"${id}${name}${line.slice(UUID_LENGTH + 2)}}`];
  });
}

/**
 * JSON text of the results of all scorers, by item, then scorer. Joined as text: there may be hundreds of thousands.
 * @param scorers by name
 */
export function itemList(scorers: readonly ScorerItems[]): string {
  if (scorers.length === 1)
    return `[${linesOf(scorers[0])
      .map(([, result]) => result)
      .join(',')}]`;
  const byItem = new Map<string, string>();
  for (const scorer of scorers) {
    for (const [id, result] of linesOf(scorer)) {
      const before = byItem.get(id);
      byItem.set(id, before === undefined ? result : `${before},${result}`);
    }
  }
  return `[${[...byItem.keys()]
    .sort()
    .map((id) => byItem.get(id))
    .join(',')}]`;
}
