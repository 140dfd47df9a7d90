/** What the members of an item's JSON are called: constants of a surface, not what a caller sends. */
export interface ItemMembers {
  readonly item: string;
  readonly inBoth: string;
  readonly base: string;
  readonly compare: string;
}

/** What a scorer says of items, as the repository gives it. */
export interface ScorerLines {
  readonly scorerName: string;
  /** By item, one a line: its id, and JSON for both sides with a comma between, empty for a side that has no score. */
  readonly lines: string;
}

const UUID_LENGTH = 36;

/** Goes through the lines of a scorer in step with the items. */
class ScorerWalk {
  private at = 0;
  private readonly member: string;

  constructor(private readonly scorer: ScorerLines) {
    this.member = `${JSON.stringify(scorer.scorerName)}:`;
  }

  /** The members of both sides for an item that comes after those asked for before; empty for a side without a score. */
  of(id: string): readonly [base: string, compare: string] {
    const { lines } = this.scorer;
    while (this.at < lines.length && lines.slice(this.at, this.at + UUID_LENGTH) < id) this.at = this.end() + 1;
    if (!lines.startsWith(id, this.at)) return ['', ''];
    const end = this.end();
    const comma = lines.indexOf(',', this.at);
    const sides = [lines.slice(this.at + UUID_LENGTH, comma), lines.slice(comma + 1, end)] as const;
    this.at = end + 1;
    return [this.memberOf(sides[0]), this.memberOf(sides[1])];
  }

  private memberOf(value: string): string {
    return value === '' ? '' : `${this.member}${value}`;
  }

  private end(): number {
    const newline = this.scorer.lines.indexOf('\n', this.at);
    return newline < 0 ? this.scorer.lines.length : newline;
  }
}

/**
 * JSON text of the items of two experiments with what every scorer says of them. Joined as text, in one walk: there may be
 * hundreds of thousands.
 * @param items by id, one a line: the id, and `+` where both sides have a run, else `-`
 * @param scorers in the order in which an item shows them
 * @param words what the members of an item are called
 */
export function comparedItems(items: string, scorers: readonly ScorerLines[], words: ItemMembers): string {
  if (items === '') return '[]';
  const walks = scorers.map((scorer) => new ScorerWalk(scorer));
  const texts = items.split('\n').map((line) => {
    const id = line.slice(0, UUID_LENGTH);
    let [base, compare] = ['', ''];
    for (const walk of walks) {
      const [ofBase, ofCompare] = walk.of(id);
      if (ofBase !== '') base += base === '' ? ofBase : `,${ofBase}`;
      if (ofCompare !== '') compare += compare === '' ? ofCompare : `,${ofCompare}`;
    }
    const inBoth = line.endsWith('+');
    return `{"${words.item}":"${id}","${words.inBoth}":${inBoth},"${words.base}":{${base}},"${words.compare}":{${compare}}}`;
  });
  return `[${texts.join(',')}]`;
}
