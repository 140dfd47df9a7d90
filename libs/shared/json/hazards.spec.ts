import { hasHazard } from './hazards';

describe('hasHazard', () => {
  it.each([
    ['ordinary values', '{"a":[1,-1,0.5,-0.5,1e3,12.25,"x",true,null]}'],
    ['doubles as JavaScript prints them', '[0.30000000000000004,5e-324,1.7976931348623157e+308,1e+21]'],
    ['doubles as others print them', '[1e-05,1.0E+2,100000000000000000000,0e999]'],
    ['numbers within strings', '["12345678901234567890","-0","1e999"]'],
    ['strings of digits that are no keys', '["10","\\u0031",{"a":"7"}]'],
    ['keys that only begin with digits', '{"1a":1,"2024-01-01":2}'],
    ['quotes and backslashes', '["\\"-0\\"","\\\\",{"a":"\\\\\\"1"}]'],
    ['quotes and backslashes far into a string', `["${'x'.repeat(40)}\\\\\\" -0 ${'\\\\'.repeat(20)}"]`],
    ['100 levels', '['.repeat(100) + ']'.repeat(100)],
    ['many arrays side by side', `[${'[],'.repeat(500)}[]]`],
  ])('lets %s pass', (_, text) => {
    expect(hasHazard(text, 100)).toBe(false);
  });

  it.each([
    ['an integer beyond 2^53', '[9007199254740993]'],
    ['a long decimal', '[0.12345678901234567890]'],
    ['an exponent beyond doubles', '[1e309]'],
    ['an exponent below doubles', '[1e-400]'],
    ['negative zero', '[-0]'],
    ['negative zero as a decimal', '[-0.000]'],
    ['a negative number that rounds to zero', '[-1e-999]'],
    ['a key of digits', '{"10":1}'],
    ['a key of digits before space', '{"10" \n:1}'],
    ['an escaped key of digits', '{"\\u0031":1}'],
    ['a partly escaped key of digits', '{"1\\u0030":1}'],
    ['an escape in a key', '{"a":{"b\\n":1}}'],
    ['101 levels', '['.repeat(101) + ']'.repeat(101)],
    ['a number after a string that ends in backslashes', '["\\\\",-0]'],
    ['a number after a long string that ends in backslashes', `["${'x'.repeat(40)}\\\\",-0]`],
    ['more long literals than are checked', `[${'0.30000000000000004,'.repeat(100)}1]`],
  ])('finds %s', (_, text) => {
    expect(hasHazard(text, 100)).toBe(true);
  });
});
