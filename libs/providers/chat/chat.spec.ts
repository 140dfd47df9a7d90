import { costUsd, PricesError, readPrices } from '../settings/prices';
import { backoffMs } from './backoff';
import { readChatAnswer } from './chat-answer';
import { chatBody, refusedField } from './chat-request';
import { ProviderError } from './provider-error';

const answer = (message: object, more: object = {}): string =>
  JSON.stringify({ model: 'm-1', choices: [{ message, finish_reason: 'stop', ...more }] });

function kindOf(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return (error as ProviderError).kind;
  }
}

describe('the answer of a provider', () => {
  it('is read with its model and tokens, as a text or as parts', () => {
    const body = { model: 'm-1', choices: [{ message: { content: 'Paris' }, finish_reason: 'stop' }] };
    const usage = { prompt_tokens: 3, completion_tokens: 1 };
    expect(readChatAnswer(JSON.stringify({ ...body, usage }))).toEqual({
      text: 'Paris',
      model: 'm-1',
      tokensInput: 3,
      tokensOutput: 1,
      finishReason: 'stop',
    });
    const parts = [{ type: 'text', text: 'Pa' }, { type: 'image' }, { type: 'text', text: 'ris' }];
    expect(readChatAnswer(answer({ content: parts })).text).toBe('Paris');
  });

  it.each([
    ['malformed', '<html>'],
    ['malformed', '[]'],
    ['malformed', '{}'],
    ['malformed', '{"choices": {}}'],
    ['empty', '{"choices": []}'],
    ['empty', '{"choices": [null]}'],
    ['empty', answer({ content: ' ' })],
    ['empty', answer({ content: null })],
    ['refused', answer({ content: null, refusal: 'No.' })],
    ['filtered', answer({ content: null }, { finish_reason: 'content_filter' })],
  ])('%s: %s', (kind, body) => {
    expect(kindOf(() => readChatAnswer(body))).toBe(kind);
  });

  it('tokens that are no counts are not known', () => {
    const body = { choices: [{ message: { content: 'x' } }], usage: { prompt_tokens: -1, completion_tokens: 'many' } };
    expect(readChatAnswer(JSON.stringify(body))).toMatchObject({ tokensInput: null, tokensOutput: null });
  });

  it('an excerpt is short and can be stored', () => {
    const error = new ProviderError('server', 'failed', { excerpt: `\u0000\ud800${'x'.repeat(5_000)}` });
    expect(error.excerpt).toHaveLength(2_048);
    expect(error.excerpt?.slice(0, 3)).toBe('\uFFFD\uFFFDx');
  });
});

describe('a request', () => {
  const request = {
    messages: [{ role: 'user', content: 'hi' }],
    temperature: 0,
    seed: 7,
    responseFormat: { type: 'json_schema' },
    parameters: { top_p: 0.5, model: 'not this one', stream: true },
  };

  it('carries parameters, but its own fields win and it never streams', () => {
    expect(JSON.parse(chatBody(request, 'm', new Set()))).toEqual({
      top_p: 0.5,
      stream: false,
      model: 'm',
      messages: request.messages,
      temperature: 0,
      seed: 7,
      response_format: { type: 'json_schema' },
    });
  });

  it('leaves out what a model has refused', () => {
    const sent = chatBody(request, 'm', new Set(['seed', 'response_format'] as const));
    expect(JSON.parse(sent)).not.toHaveProperty('seed');
    expect(JSON.parse(sent)).not.toHaveProperty('response_format');
  });

  it('the refused field is the one that the error names, if it was sent', () => {
    const sent = chatBody(request, 'm', new Set());
    const without = chatBody(request, 'm', new Set(['temperature'] as const));
    const byParam = JSON.stringify({ error: { message: 'Unsupported value', param: 'temperature' } });
    expect(refusedField(byParam, sent)).toBe('temperature');
    expect(refusedField(byParam, without)).toBeUndefined();
    expect(refusedField('json_schema is not supported by this model', sent)).toBe('response_format');
    expect(refusedField('the context is too long', sent)).toBeUndefined();
  });
});

describe('waiting', () => {
  it('grows twice with each failure up to a minute, half of it by chance', () => {
    expect([1, 2, 3].map((failures) => backoffMs(failures, 0))).toEqual([250, 500, 1_000]);
    expect([1, 2, 3].map((failures) => Math.round(backoffMs(failures, 0.999_999)))).toEqual([500, 1_000, 2_000]);
    expect(backoffMs(50, 0.999_999)).toBeLessThanOrEqual(60_000);
  });
});

describe('prices', () => {
  it('cost is exact', () => {
    const prices = readPrices({ m: { input: 0.15, output: 0.6 }, free: { input: 0, output: 0 } });
    expect(costUsd(prices.get('m'), 1_234_567, 3)).toBe('0.18518685');
    expect(costUsd(prices.get('m'), 1, 0)).toBe('0.00000015');
    expect(costUsd(prices.get('free'), 10, 10)).toBe('0');
    expect(costUsd(prices.get('unknown'), 10, 10)).toBeNull();
    expect(costUsd(prices.get('m'), null, 10)).toBeNull();
  });

  it.each([
    [[]],
    ['x'],
    [{ m: 1 }],
    [{ m: { input: 1 } }],
    [{ m: { input: -1, output: 0 } }],
    [{ m: { input: '1', output: 0 } }],
    [{ m: { input: 1e7, output: 0 } }],
    [{ m: { input: 0.0000001, output: 0 } }],
    [{ '': { input: 1, output: 0 } }],
    [Object.fromEntries(Array.from({ length: 201 }, (_, index) => [`m${index}`, { input: 1, output: 1 }]))],
  ])('refused: %j', (prices) => {
    expect(() => readPrices(prices)).toThrow(PricesError);
  });
});
