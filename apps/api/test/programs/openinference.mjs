// An application that uses the `openai` client, instrumented by OpenInference.
import { OpenAIInstrumentation } from '@arizeai/openinference-instrumentation-openai';
import { setMetadata, setSession, setTags, setUser } from '@arizeai/openinference-core';
import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import OpenAI from 'openai';
import { traced } from './tracing.mjs';

const client = new OpenAI({ baseURL: process.env.LLM_BASE_URL, apiKey: 'sk-fake', maxRetries: 0 });
const question = { role: 'user', content: 'Capital of Peru?' };
const tool = {
  name: 'weather',
  description: 'Weather of a city',
  parameters: { type: 'object', properties: { city: { type: 'string' } } },
};

const PARTS = {
  chat: () =>
    client.chat.completions.create({
      model: 'gpt-4o',
      temperature: 0,
      messages: [{ role: 'system', content: 'Be brief.' }, question],
    }),
  tools: () =>
    client.chat.completions.create({
      model: 'gpt-4o',
      messages: [question],
      tools: [{ type: 'function', function: tool }],
    }),
  async stream() {
    const stream = await client.chat.completions.create({
      model: 'gpt-4o',
      messages: [question],
      stream: true,
      stream_options: { include_usage: true },
    });
    for await (const chunk of stream) void chunk;
  },
  responses: () => client.responses.create({ model: 'gpt-4o', instructions: 'Be brief.', input: 'Capital of Peru?' }),
  embeddings: () => client.embeddings.create({ model: 'text-embedding-3-small', input: ['Lima', 'Quito'] }),
  // The instrumentation does not end its span when the client fails, so the application's own has to tell.
  error: () =>
    trace.getTracer('guide').startActiveSpan('answer', async (span) => {
      try {
        await client.chat.completions.create({ model: 'gpt-4o', messages: [question] });
      } catch (error) {
        span.recordException(error);
        span.setStatus({ code: SpanStatusCode.ERROR });
      }
      span.end();
    }),
  session() {
    const user = setUser(setSession(context.active(), { sessionId: 'session-7' }), { userId: 'user-9' });
    const described = setTags(setMetadata(user, { tier: 'pro', retry: 0 }), ['beta', 'math']);
    return context.with(described, PARTS.chat);
  },
};

await traced((tracerProvider) => {
  new OpenAIInstrumentation({ tracerProvider }).manuallyInstrument(OpenAI);
  return PARTS;
});
