import OpenAI from 'openai';
import {
  answersBytes,
  callsTools,
  choosesNothing,
  FakeOpenAi,
  filtersContent,
  hangs,
  hangsUp,
  limitsRate,
  refuses,
  says,
} from '.';

const MESSAGES = [{ role: 'user' as const, content: 'What is the capital of France?' }];

describe('the fake provider, through the openai client', () => {
  let fake: FakeOpenAi;
  let client: OpenAI;

  beforeAll(async () => {
    fake = await FakeOpenAi.start();
    client = new OpenAI({ baseURL: fake.baseUrl, apiKey: 'sk-fake', maxRetries: 0 });
  });

  beforeEach(() => fake.reset());

  afterAll(() => fake.close());

  const ask = (more: object = {}) => client.chat.completions.create({ model: 'm', messages: MESSAGES, ...more });

  it('answers a chat, with usage, and keeps the request', async () => {
    fake.reply(says('Paris', { usage: { input: 5, output: 1 } }));
    const answer = await ask();
    expect(answer.choices[0].message.content).toBe('Paris');
    expect(answer.usage).toEqual({ prompt_tokens: 5, completion_tokens: 1, total_tokens: 6 });
    expect(fake.requests).toHaveLength(1);
    expect(fake.requests[0]).toMatchObject({ path: '/chat/completions', body: { model: 'm', messages: MESSAGES } });
    expect(fake.requests[0].headers.authorization).toBe('Bearer sk-fake');
  });

  it('streams a chat in pieces, with usage when asked', async () => {
    fake.reply(says('Paris, of course.'));
    const pieces: string[] = [];
    let total: number | undefined;
    const stream = await client.chat.completions.create({
      model: 'm',
      messages: MESSAGES,
      stream: true,
      stream_options: { include_usage: true },
    });
    for await (const chunk of stream) {
      pieces.push(chunk.choices[0]?.delta.content ?? '');
      total ??= chunk.usage?.total_tokens;
    }
    expect(pieces.filter((piece) => piece !== '')).toEqual(['Paris, ', 'of ', 'course.']);
    expect(total).toBe(18);
  });

  it('cuts a stream off midway', async () => {
    fake.reply(says('one two three four', { cutAfter: 2 }));
    const stream = await client.chat.completions.create({ model: 'm', messages: MESSAGES, stream: true });
    const pieces: string[] = [];
    const reading = async (): Promise<void> => {
      for await (const chunk of stream) pieces.push(chunk.choices[0]?.delta.content ?? '');
    };
    await expect(reading()).rejects.toThrow();
    expect(pieces.join('')).toBe('one two ');
  });

  it('asks for tools, refuses, filters and chooses nothing', async () => {
    fake.reply(callsTools({ name: 'look_up', arguments: '{"city":"Paris"}' }), refuses('No.'), filtersContent());
    fake.reply(choosesNothing());
    const [tools, refusal, filtered, nothing] = [await ask(), await ask(), await ask(), await ask()];
    expect(tools.choices[0]).toMatchObject({
      finish_reason: 'tool_calls',
      message: { content: null, tool_calls: [{ function: { name: 'look_up', arguments: '{"city":"Paris"}' } }] },
    });
    expect(refusal.choices[0].message).toMatchObject({ content: null, refusal: 'No.' });
    expect(filtered.choices[0]).toMatchObject({ finish_reason: 'content_filter', message: { content: null } });
    expect(nothing.choices).toEqual([]);
  });

  it('answers errors, malformed JSON, half a body and no answer at all', async () => {
    fake.reply(limitsRate('3'), answersBytes('{"choices": ['), says('Paris', { cutAfter: 0 }), hangsUp(), hangs());
    const limited = await ask().catch((error: unknown) => error);
    expect(limited).toMatchObject({ status: 429 });
    expect((limited as InstanceType<typeof OpenAI.APIError>).headers?.get('retry-after')).toBe('3');
    await expect(ask()).rejects.toThrow();
    await expect(ask()).rejects.toThrow();
    await expect(ask()).rejects.toThrow();
    const aborter = new AbortController();
    const hanging = client.chat.completions.create({ model: 'm', messages: MESSAGES }, { signal: aborter.signal });
    await fake.received(5);
    aborter.abort();
    await expect(hanging).rejects.toThrow();
  });

  it('waits as long as it is told, and tells how many waited at once', async () => {
    const gate = Promise.withResolvers<void>();
    fake.answerBy(() => says('Paris', { after: gate.promise }));
    const asked = [ask(), ask(), ask()];
    await fake.received(3);
    gate.resolve();
    await Promise.all(asked);
    expect(fake.peakConcurrency).toBe(3);
  });

  it('answers the responses endpoint, plain and streamed', async () => {
    fake.reply(says('Paris'), says('Paris it is'), callsTools({ name: 'look_up', arguments: '{}' }));
    const plain = await client.responses.create({ model: 'm', input: 'Capital?' });
    expect(plain.output_text).toBe('Paris');
    expect(plain.usage?.total_tokens).toBe(18);
    const pieces: string[] = [];
    for await (const event of await client.responses.create({ model: 'm', input: 'Capital?', stream: true })) {
      if (event.type === 'response.output_text.delta') pieces.push(event.delta);
      if (event.type === 'response.completed') expect(event.response.output_text ?? 'Paris it is').toBe('Paris it is');
    }
    expect(pieces).toEqual(['Paris ', 'it ', 'is']);
    const tools = await client.responses.create({ model: 'm', input: 'Capital?' });
    expect(tools.output[0]).toMatchObject({ type: 'function_call', name: 'look_up', call_id: 'call_fake_0' });
  });

  it('knows no other path', async () => {
    await expect(client.models.list()).rejects.toMatchObject({ status: 404 });
  });
});
