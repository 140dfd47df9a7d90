import { comparedItems } from './compared-items';

const WORDS = { item: 'item', inBoth: 'inBoth', base: 'a', compare: 'b' };
const [ONE, TWO, THREE] = ['1', '2', '3'].map((digit) => `00000000-0000-7000-8000-00000000000${digit}`) as [
  string,
  string,
  string,
];

describe('items of a comparison', () => {
  it('none', () => {
    expect(comparedItems('', [{ scorerName: 's', lines: '' }], WORDS)).toBe('[]');
  });

  it('each with what every scorer says of it; a side without a score says nothing', () => {
    const items = `${ONE}+\n${TWO}-\n${THREE}+`;
    const scorers = [
      { scorerName: 'all', lines: `${ONE}0.5,1\n${TWO}0,\n${THREE},null` },
      { scorerName: 'say "last"', lines: `${THREE}1,0.25` },
      { scorerName: 'nothing', lines: `${TWO},` },
    ];
    expect(JSON.parse(comparedItems(items, scorers, WORDS))).toEqual([
      { item: ONE, inBoth: true, a: { all: 0.5 }, b: { all: 1 } },
      { item: TWO, inBoth: false, a: { all: 0 }, b: {} },
      { item: THREE, inBoth: true, a: { 'say "last"': 1 }, b: { all: null, 'say "last"': 0.25 } },
    ]);
  });

  it('lines of other items are passed over', () => {
    const scorers = [{ scorerName: 's', lines: `${ONE}1,1\n${THREE}0,0` }];
    expect(JSON.parse(comparedItems(`${TWO}+\n${THREE}-`, scorers, WORDS))).toEqual([
      { item: TWO, inBoth: true, a: {}, b: {} },
      { item: THREE, inBoth: false, a: { s: 0 }, b: { s: 0 } },
    ]);
  });
});
