import fc from 'fast-check';
import { canonicalText, jsonText, rawJson, readJson, WHOLE_VALUE, writeJson } from '@assay/shared/json';
import { LosslessReader } from './lossless';

/** A JSON value that nothing is lost of: an object is a list of members, a number its literal. */
type Model =
  | { readonly scalar: string }
  | { readonly elements: readonly Model[] }
  | { readonly members: readonly (readonly [string, Model])[] };

const NUMBERS = ['0', '-0', '-0.0', '1.0', '1e400', '-1E-400', '9007199254740993', '0.1000', '1e+2', '100', '5e-324'];
const KEYS = ['z', '10', '9', '0', '__proto__', 'a', '', '\u0000', '\ud800', '😀', 'constructor', '01', '"\\'];

const number = fc.oneof(
  fc.constantFrom(...NUMBERS),
  fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }).map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
);
const text = fc.oneof(
  fc.constantFrom(...KEYS),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ maxLength: 90 }),
);
const { model } = fc.letrec<{ model: Model }>((tie) => ({
  model: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc
      .oneof(
        number,
        text.map((value) => JSON.stringify(value)),
        fc.constantFrom('true', 'false', 'null'),
      )
      .map((scalar) => ({ scalar })),
    fc.array(tie('model'), { maxLength: 6 }).map((elements) => ({ elements })),
    fc.array(fc.tuple(text, tie('model')), { maxLength: 6 }).map((members) => ({ members })),
  ),
}));
const space = fc.constantFrom('', '', ' ', '\n\t', '\r\n  ');

/** The text of a model, duplicate keys included, with a given whitespace between tokens. */
function textOf(value: Model, gap: string): string {
  if ('scalar' in value) {
    return value.scalar;
  }
  const inner =
    'elements' in value
      ? value.elements.map((element) => textOf(element, gap))
      : value.members.map(([key, member]) => `${JSON.stringify(key)}${gap}:${gap}${textOf(member, gap)}`);
  const [open, close] = 'elements' in value ? '[]' : '{}';
  return `${open}${gap}${inner.join(`${gap},${gap}`)}${gap}${close}`;
}

/** The model after the last of duplicate keys has won, in the place of the first. */
function resolved(value: Model): Model {
  if ('elements' in value) {
    return { elements: value.elements.map(resolved) };
  }
  return 'members' in value
    ? { members: [...new Map(value.members.map(([key, member]) => [key, resolved(member)]))] }
    : value;
}

/** The tokens of a text, strings decoded and numbers as sign, integer and power of ten: independent of the reader. */
function tokensOf(json: string): string[] {
  const tokens = json.match(/"(?:[^"\\]|\\.)*"|-?\d[-+.\deE]*|[[\]{}:,]|true|false|null/g) ?? [];
  return tokens.map((token) => {
    if (token.startsWith('"')) {
      return `string ${JSON.stringify(JSON.parse(token))}`;
    }
    const parts = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([-+]?\d+))?$/.exec(token);
    if (parts === null) {
      return token;
    }
    const [, sign, whole, fraction = '', exponent = '0'] = parts;
    let [integer, power] = [BigInt(whole + fraction), Number(exponent) - fraction.length];
    while (integer !== 0n && integer % 10n === 0n) {
      [integer, power] = [integer / 10n, power + 1];
    }
    return `number ${sign}${integer} ${integer === 0n ? 0 : power}`;
  });
}

describe('any JSON text', () => {
  it('comes back with equal tokens from a payload', () => {
    fc.assert(
      fc.property(model, space, (value, gap) => {
        const expected = textOf(resolved(value), '');
        const body = `{${gap}"spans":[{"id":1,"output"${gap}:${textOf(value, gap)}${gap}}]}`;
        expect(tokensOf(writeJson(readJson(body)))).toEqual(tokensOf(`{"spans":[{"id":1,"output":${expected}}]}`));
        const whole = readJson(textOf(value, gap), { exactPaths: WHOLE_VALUE });
        expect(tokensOf(jsonText(whole))).toEqual(tokensOf(expected));
      }),
      { numRuns: 1_000 },
    );
  });

  it('has one canonical text, whatever the order of keys and the spelling', () => {
    const shuffled = (value: Model): Model => {
      if ('elements' in value) {
        return { elements: value.elements.map(shuffled) };
      }
      if ('members' in value) {
        return { members: value.members.map(([key, member]) => [key, shuffled(member)] as const).reverse() };
      }
      return /^[-0-9]/.test(value.scalar) && !/[.eE]/.test(value.scalar) ? { scalar: `${value.scalar}.00e+00` } : value;
    };
    fc.assert(
      fc.property(model, space, (value, gap) => {
        const once = resolved(value);
        const canonical = canonicalText(rawJson(textOf(value, gap)));
        expect(canonicalText(rawJson(textOf(shuffled(once), gap)))).toBe(canonical);
        expect(canonicalText(rawJson(canonical))).toBe(canonical);
      }),
      { numRuns: 500 },
    );
  });

  it('has a canonical text that tells changed values apart', () => {
    fc.assert(
      fc.property(model, model, (a, b) => {
        const wrap = (value: Model) => canonicalText(rawJson(textOf(value, '')));
        expect(wrap({ elements: [a, b] }) === wrap({ elements: [b, a] })).toBe(wrap(a) === wrap(b));
      }),
    );
  });
});

describe('the exact reader', () => {
  /** Whether a text is read, and as what; `refused` for an error of syntax. */
  function outcome(read: () => unknown): unknown {
    try {
      return JSON.stringify(read());
    } catch (error) {
      expect((error as Error).name).toMatch(/SyntaxError/);
      return 'refused';
    }
  }

  /** Texts that are nearly JSON: one with a piece cut out, doubled or put in. */
  const mutated = fc
    .tuple(
      model,
      space,
      fc.nat(),
      fc.nat(4),
      fc.constantFrom('', '"', '\\', ',', '{', ']', '0', '-', '.', 'e', '\u0001', ' ', ':', 'nul', '\\u12'),
    )
    .map(([value, gap, at, cut, piece]) => {
      const json = textOf(value, gap);
      const start = at % (json.length + 1);
      return json.slice(0, start) + piece + json.slice(start + cut);
    });
  const symbols = fc
    .array(fc.constantFrom(...'[]{}:,"\\-+.eE019 \n\ttrufalsn\u0001é'), { maxLength: 12 })
    .map((parts) => parts.join(''));

  it('accepts what JSON.parse accepts, refuses what it refuses, and reads the same', () => {
    const plain = (text: string) => outcome(() => JSON.parse(text));
    fc.assert(
      fc.property(fc.oneof(mutated, symbols, fc.string()), (json) => {
        const expected = plain(json);
        const exact = outcome(() => new LosslessReader(json, 100).read({}));
        expect(exact === 'refused').toBe(expected === 'refused');
        // Through a double and back, exact numbers are what JSON.parse made of them.
        expect(exact === 'refused' ? exact : plain(exact as string)).toBe(expected);
        const payload = outcome(() => new LosslessReader(json, 100).read(WHOLE_VALUE));
        expect(payload === 'refused').toBe(expected === 'refused');
        expect(outcome(() => readJson(json)) === 'refused').toBe(expected === 'refused');
      }),
      { numRuns: 3_000 },
    );
  });
});
