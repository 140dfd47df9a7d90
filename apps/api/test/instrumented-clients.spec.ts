import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { answersBytes, callsTools, FakeOpenAi, type FakeReply, fails, says } from '@assay/testing';
import { newProject } from './factories/spans';
import { startTestApp, type TestApp } from './test-app';

const run = promisify(execFile);
const ANSWER = 'Lima.';
const MODEL = 'gpt-4o-2024-11-20';
const answer = says(ANSWER, { model: MODEL, usage: { input: 21, output: 3 } });
const asks = (city: string): FakeReply =>
  callsTools({ id: 'call_1', name: 'weather', arguments: JSON.stringify({ city }) });
const embeddings = answersBytes(
  JSON.stringify({
    object: 'list',
    model: 'text-embedding-3-small',
    data: [0, 1].map((index) => ({ object: 'embedding', index, embedding: [0.5, index] })),
    usage: { prompt_tokens: 5, total_tokens: 5 },
  }),
);
/** What the provider answers to the parts of a program, in their order. */
const REPLIES: Record<string, FakeReply[]> = {
  openinference: [answer, asks('Lima'), answer, answer, embeddings, fails(500), answer],
  vercel: [
    answer,
    asks('Lima'),
    answer,
    asks('Atlantis'),
    answer,
    answer,
    says('It is Lima', { cutAfter: 1 }),
    says('{"city":"Lima"}'),
    answer,
    embeddings,
    fails(500),
    answer,
  ],
};

describe('programs that call a provider and export with the OpenTelemetry SDK', () => {
  let api: TestApp;
  let openai: FakeOpenAi;
  beforeAll(async () => {
    api = await startTestApp();
    openai = await FakeOpenAi.start();
  });
  afterAll(async () => {
    await api.close();
    await openai.close();
  });

  /** Runs a program to its end. Gives the traces of each part. */
  async function tracesOf(program: string, more: Record<string, string>): Promise<(part: string) => Promise<any>> {
    openai.reset();
    openai.reply(...(REPLIES[program] as FakeReply[]));
    const project = newProject();
    const { token } = await api.clientOf(project);
    const env = {
      PATH: '',
      ASSAY_URL: api.url,
      ASSAY_API_KEY: token!,
      ASSAY_PROJECT: project,
      LLM_BASE_URL: openai.baseUrl,
      ...more,
    };
    const { stdout } = await run(process.execPath, [join(__dirname, 'programs', `${program}.mjs`)], { env });
    const begun = JSON.parse(stdout) as Record<string, string[]>;
    return async (part) => {
      expect(begun[part]).toHaveLength(1);
      const [id] = begun[part] as string[];
      const { body } = await api.admin.get(`/v1/traces/${id}?project_id=${project}`);
      const { items } = (await api.admin.get(`/v1/traces?project_id=${project}&limit=200`)).body;
      return { ...body, item: items.find((item: { id: string }) => item.id === id) };
    };
  }

  const question = 'Capital of Peru?';
  const spanOf = (trace: any, name: string): any => trace.spans.find((span: any) => span.name === name);

  describe.each(['protobuf', 'json'])('the openai client, instrumented by OpenInference, over %s', (encoding) => {
    let part: (name: string) => Promise<any>;
    beforeAll(async () => {
      part = await tracesOf('openinference', { ENCODING: encoding });
    });

    it('a chat: kind, messages, the model that answered, tokens', async () => {
      const trace = await part('chat');
      expect(trace.spans).toMatchObject([
        {
          name: 'OpenAI Chat Completions',
          kind: 'llm',
          model: MODEL,
          input: [
            { role: 'system', content: 'Be brief.' },
            { role: 'user', content: question },
          ],
          output: [{ role: 'assistant', content: ANSWER }],
          tokens_input: 21,
          tokens_output: 3,
          error: null,
        },
      ]);
      expect(trace.item).toMatchObject({ tokens_input: 21, tokens_output: 3, models: [MODEL], session_id: null });
      expect(JSON.parse(trace.metadata['llm.invocation_parameters'])).toEqual({ model: 'gpt-4o', temperature: 0 });
    });

    it('a call of a tool stands in the output, the tools in the metadata', async () => {
      const [span] = (await part('tools')).spans;
      const call = { id: 'call_1', function: { name: 'weather', arguments: '{"city":"Lima"}' } };
      expect(span.output).toEqual([{ role: 'assistant', tool_calls: [call] }]);
      expect(span.metadata['llm.tools.0.tool.json_schema']).toContain('Weather of a city');
    });

    it('a streamed chat: the whole answer; this instrumentation counts no tokens of streams', async () => {
      const [span] = (await part('stream')).spans;
      expect(span).toMatchObject({ kind: 'llm', output: [{ role: 'assistant', content: ANSWER }], tokens_input: null });
    });

    it('the responses endpoint: instructions, answer, tokens', async () => {
      const [span] = (await part('responses')).spans;
      expect(span).toMatchObject({
        kind: 'llm',
        model: MODEL,
        input: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: question },
        ],
        output: [{ role: 'assistant', contents: [{ type: 'output_text', text: ANSWER }] }],
        tokens_input: 21,
        tokens_output: 3,
      });
    });

    it('embeddings', async () => {
      const [span] = (await part('embeddings')).spans;
      expect(span).toMatchObject({ kind: 'embedding', model: 'text-embedding-3-small', input: ['Lima', 'Quito'] });
    });

    it('an error of the provider, as the span around the call tells it', async () => {
      const trace = await part('error');
      expect(spanOf(trace, 'answer').error).toMatchObject({
        message: '500 the fake was told to answer 500',
        stack: expect.stringContaining('Error'),
      });
      expect(trace.item.error_count).toBe(1);
    });

    it('session, user, tags and metadata of the context', async () => {
      const trace = await part('session');
      expect(trace.item).toMatchObject({ session_id: 'session-7', user_id: 'user-9', tags: ['beta', 'math'] });
      expect(trace.metadata).toMatchObject({ tier: 'pro', retry: 0 });
    });
  });

  describe('the Vercel AI SDK 7 with its OpenTelemetry integration', () => {
    const asked = [{ role: 'user', parts: [{ type: 'text', content: question }] }];
    const answered = [{ role: 'assistant', parts: [{ type: 'text', content: ANSWER }], finish_reason: 'stop' }];
    let part: (name: string) => Promise<any>;
    beforeAll(async () => {
      part = await tracesOf('vercel', {});
    });

    it('a text: agent, step and chat; the tokens count once', async () => {
      const trace = await part('text');
      const system = { role: 'system', parts: [{ type: 'text', content: 'Be brief.' }] };
      const [agent, step, chat] = ['invoke_agent gpt-4o', 'step 1', 'chat gpt-4o'].map((name) => spanOf(trace, name));
      expect(trace.spans).toHaveLength(3);
      expect(trace.root_span_id).toBe(agent.id);
      expect([step.parent_span_id, chat.parent_span_id]).toEqual([agent.id, step.id]);
      expect(agent).toMatchObject({ kind: 'agent', input: [system, ...asked], output: answered, tokens_input: null });
      expect(chat).toMatchObject({
        kind: 'llm',
        model: MODEL,
        input: [system, ...asked],
        output: answered,
        tokens_input: 21,
        tokens_output: 3,
        error: null,
      });
      expect(trace.item).toMatchObject({ tokens_input: 21, tokens_output: 3 });
    });

    it('a loop with a tool: its call, its result, and what the model was told of it', async () => {
      const trace = await part('tools');
      expect(spanOf(trace, 'execute_tool weather')).toMatchObject({
        kind: 'tool',
        input: { city: 'Lima' },
        output: { city: 'Lima', celsius: 19 },
        parent_span_id: spanOf(trace, 'step 1').id,
      });
      const chats = trace.spans.filter(({ name }: any) => name === 'chat gpt-4o');
      expect(chats[0].output[0].parts).toMatchObject([
        { type: 'tool_call', name: 'weather', arguments: { city: 'Lima' } },
      ]);
      expect(chats[1].input[2].parts).toMatchObject([{ type: 'tool_call_response', response: { celsius: 19 } }]);
      expect(trace.item).toMatchObject({ tokens_input: 11 + 21, tokens_output: 7 + 3, error_count: 0 });
    });

    it('a tool that throws is an error of its span alone', async () => {
      const trace = await part('toolError');
      const stack = expect.stringContaining('no such city');
      expect(spanOf(trace, 'execute_tool weather').error).toEqual({ message: 'no such city', type: 'Error', stack });
      expect(trace.item.error_count).toBe(1);
    });

    it('a streamed text: the whole answer and its tokens', async () => {
      const trace = await part('stream');
      expect(spanOf(trace, 'chat gpt-4o')).toMatchObject({
        kind: 'llm',
        output: answered,
        tokens_input: 21,
        tokens_output: 3,
      });
    });

    it.each(['cut', 'error'])(
      '%s: a stream that breaks, a provider that fails: errors with type and stack',
      async (name) => {
        const trace = await part(name);
        const { error } = spanOf(trace, 'chat gpt-4o');
        expect(error).toMatchObject({ type: 'AI_APICallError', stack: expect.stringContaining('AI_APICallError') });
        expect(spanOf(trace, 'invoke_agent gpt-4o').error).toEqual(error);
      },
    );

    it('an object, and the responses endpoint', async () => {
      const json = (await part('object')).spans.find(({ kind }: any) => kind === 'llm');
      expect(json.output[0].parts).toEqual([{ type: 'text', content: '{"city":"Lima"}' }]);
      const chat = spanOf(await part('responses'), 'chat gpt-4o');
      expect(chat).toMatchObject({ kind: 'llm', model: MODEL, input: asked, tokens_input: 21, tokens_output: 3 });
    });

    it('embeddings: texts as they were given, vectors, tokens once', async () => {
      const trace = await part('embed');
      for (const span of trace.spans)
        expect(span).toMatchObject({
          kind: 'embedding',
          input: ['Lima', 'Quito'],
          output: [
            [0.5, 0],
            [0.5, 1],
          ],
        });
      expect(trace.item).toMatchObject({ tokens_input: 5, tokens_output: 0 });
    });

    it('session and user of the runtime context; the rest of it is metadata', async () => {
      const trace = await part('context');
      expect(trace.item).toMatchObject({ session_id: 'session-7', user_id: 'user-9' });
      expect(trace.metadata).toMatchObject({ tier: 'pro', 'gen_ai.agent.name': 'guide' });
    });
  });

  describe('the Vercel AI SDK with the spans of its older versions', () => {
    let part: (name: string) => Promise<any>;
    beforeAll(async () => {
      part = await tracesOf('vercel', { TELEMETRY: 'legacy', ENCODING: 'json' });
    });

    it('a text: the call of the provider within its chain; the tokens count once', async () => {
      const trace = await part('text');
      expect(spanOf(trace, 'ai.generateText')).toMatchObject({ kind: 'chain', output: ANSWER, tokens_input: null });
      expect(spanOf(trace, 'ai.generateText.doGenerate')).toMatchObject({
        kind: 'llm',
        model: MODEL,
        input: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: [{ type: 'text', text: question }] },
        ],
        output: ANSWER,
        tokens_input: 21,
        tokens_output: 3,
      });
      expect(trace.item).toMatchObject({ tokens_input: 21, tokens_output: 3 });
    });

    it('tools, a stream, a failure, embeddings and the context', async () => {
      const tools = await part('tools');
      expect(spanOf(tools, 'ai.toolCall')).toMatchObject({
        kind: 'tool',
        input: { city: 'Lima' },
        output: { celsius: 19 },
      });
      expect(spanOf(await part('stream'), 'ai.streamText.doStream')).toMatchObject({ kind: 'llm', output: ANSWER });
      const failed = spanOf(await part('error'), 'ai.generateText.doGenerate');
      expect(failed.error).toMatchObject({ message: 'the fake was told to answer 500', type: 'AI_APICallError' });
      const embedded = await part('embed');
      expect(spanOf(embedded, 'ai.embedMany.doEmbed')).toMatchObject({ kind: 'embedding', input: ['Lima', 'Quito'] });
      expect(embedded.item).toMatchObject({ tokens_input: 5 });
      expect((await part('context')).item).toMatchObject({ session_id: 'session-7', user_id: 'user-9' });
    });
  });
});
