import { rawJson } from '@assay/shared/json';
import { FilledTooLargeError, type Template, TemplateError, jsonTemplate, textTemplate } from './template';

const PLACE = { experimentId: 'exp-1', runId: 'run-1' };
const ITEM = { id: 'item-1', input: 'Where?', expectedOutput: 'Paris', metadata: { region: 'Europe' } };
const fill = (template: Template, item: object = {}): string => template.fill({ ...ITEM, ...item }, PLACE);

describe('a template of JSON', () => {
  it.each([
    ['{"input": {{input}}}', {}, '{"input": "Where?"}'],
    ['{"input": {{ input }}}', { input: { a: [1, null] } }, '{"input": {"a":[1,null]}}'],
    [
      '{"input":{{input}}}',
      { input: rawJson('{"z":1,"10":12345678901234567890}') },
      '{"input":{"z":1,"10":12345678901234567890}}',
    ],
    ['[{{input}},{{expected_output}},{{metadata}}]', {}, '["Where?","Paris",{"region":"Europe"}]'],
    ['[{{expected_output}},{{metadata}}]', { expectedOutput: undefined, metadata: null }, '[null,null]'],
    ['["{{item_id}}",{{experiment_id}},{{run_id}}]', {}, '["item-1","exp-1","run-1"]'],
    ['{{input}}', {}, '"Where?"'],
    ['{"a":{"b":{{input}}}}', {}, '{"a":{"b":"Where?"}}'],
    ['{"no": "placeholders"}', {}, '{"no": "placeholders"}'],
  ])('%s is filled with JSON', (template, item, filled) => {
    expect(fill(jsonTemplate(template), item)).toBe(filled);
  });

  it.each([
    ['{"q":"Answer: {{input}}"}', { input: 'a "quoted"\nline \\ 🙂' }, 'Answer: a "quoted"\nline \\ 🙂'],
    ['{"q":"Answer: {{input}}"}', { input: rawJson('"raw \\" text"') }, 'Answer: raw " text'],
    ['{"q":"Answer: {{input}}"}', { input: { a: 'b' } }, 'Answer: {"a":"b"}'],
    ['{"q":"\\"{{input}}\\" {{expected_output}}"}', { expectedOutput: null }, '"Where?" '],
  ])('%s: within a string a value becomes a part of it, escaped', (template, item, text) => {
    expect(JSON.parse(fill(jsonTemplate(template), item))).toEqual({ q: text });
  });

  it('is filled in one pass: what a value brings in is never filled again', () => {
    const item = { input: '{{expected_output}}' };
    expect(fill(jsonTemplate('[{{input}},"{{input}}"]'), item)).toBe('["{{expected_output}}","{{expected_output}}"]');
  });

  it.each([
    ['{{input.city}}', { city: 'Rome' }, '"Rome"'],
    ['{{input.messages[1].text}}', { messages: [{ text: 'a' }, { text: 'b' }] }, '"b"'],
    ['{{input.messages.0.text}}', { messages: [{ text: 'a' }] }, '"a"'],
    ['{{input.big}}', rawJson('{"big": 12345678901234567890, "z":1}'), '12345678901234567890'],
    ['{{input.list}}', rawJson('{"list": [{"z":1,"10":0.10}]}'), '[{"z":1,"10":0.10}]'],
    ['{{input.missing}}', { city: 'Rome' }, 'null'],
    ['{{input.city.name}}', { city: 'Rome' }, 'null'],
    ['{{input.length}}', 'text', 'null'],
    ['{{input.__proto__}}', {}, 'null'],
    ['{{input.größe}}', { größe: 3 }, '3'],
  ])('%s goes into the value', (template, input, filled) => {
    expect(fill(jsonTemplate(template), { input })).toBe(filled);
  });

  it.each([
    '{{output}}',
    '{{}}',
    '{{Input}}',
    '{{input.}}',
    '{{item_id.x}}',
    '{{input[x]}}',
    '{{constructor}}',
    '{{input..a}}',
  ])('%s is an unknown placeholder', (template) => {
    expect(() => jsonTemplate(template)).toThrow(TemplateError);
    expect(() => jsonTemplate(template)).toThrow(/has an unknown placeholder .*there are input, .*item_id/);
  });

  it.each([
    '{"input": {{input}}',
    '{"input": }',
    '{{input}} {{input}}',
    '-{{input}}',
    '{{{input}}: 1}',
    'plain text',
    '',
    '{"a": {{input}}5}',
  ])('%s is not JSON when it is filled', (template) => {
    expect(() => jsonTemplate(template)).toThrow(/is not JSON when its placeholders are filled/);
  });
});

describe('a template of text', () => {
  it.each([
    ['Answer: {{input}} ({{expected_output}})', {}, 'Answer: Where? (Paris)'],
    ['{{input}}', { input: { a: 1 } }, '{"a":1}'],
    ['[{{expected_output}}]', { expectedOutput: null }, '[]'],
    ['{"json": "as text {{input}}"}', { input: 'a "b"' }, '{"json": "as text a "b""}'],
  ])('%s', (template, item, filled) => {
    expect(fill(textTemplate(template), item)).toBe(filled);
  });

  it('refuses an unknown placeholder', () => {
    expect(() => textTemplate('Hello {{name}}')).toThrow(/has an unknown placeholder \{\{name\}\}/);
  });
});

describe('a template that becomes too large', () => {
  const often = '{{input}}'.repeat(10_000);
  const item = { input: 'x'.repeat(1_000_000) };

  it.each([
    ['of text', textTemplate(often)],
    ['of JSON', jsonTemplate(`"${often}"`)],
  ])('is not filled further: %s', (_, template) => {
    expect(() => fill(template, item)).toThrow(FilledTooLargeError);
  });

  it('counts what is left for it', () => {
    const template = textTemplate('{{input}}');
    expect(template.fill({ ...ITEM, input: '12345' }, PLACE, 5)).toBe('12345');
    expect(() => template.fill({ ...ITEM, input: '123456' }, PLACE, 5)).toThrow(FilledTooLargeError);
  });
});
