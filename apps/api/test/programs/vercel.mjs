// An application on the Vercel AI SDK 7 with its OpenTelemetry integration.
import { LegacyOpenTelemetry, OpenTelemetry } from '@ai-sdk/otel';
import { createOpenAI } from '@ai-sdk/openai';
import { embedMany, generateObject, generateText, registerTelemetry, stepCountIs, streamText, tool } from 'ai';
import { z } from 'zod';
import { traced } from './tracing.mjs';

const openai = createOpenAI({ baseURL: process.env.LLM_BASE_URL, apiKey: 'sk-fake' });
const model = openai.chat('gpt-4o');
const prompt = 'Capital of Peru?';
const weather = tool({
  description: 'Weather of a city',
  inputSchema: z.object({ city: z.string() }),
  execute({ city }) {
    if (city === 'Atlantis') throw new Error('no such city');
    return { city, celsius: 19 };
  },
});

const PARTS = {
  text: () => generateText({ model, system: 'Be brief.', prompt }),
  tools: () => generateText({ model, prompt, tools: { weather }, stopWhen: stepCountIs(3) }),
  toolError: () => PARTS.tools(),
  async stream() {
    await streamText({ model, prompt }).consumeStream();
  },
  async cut() {
    await streamText({ model, prompt, maxRetries: 0, onError: () => undefined }).consumeStream();
  },
  object: () => generateObject({ model, prompt, schema: z.object({ city: z.string() }) }),
  responses: () => generateText({ model: openai('gpt-4o'), prompt }),
  embed: () => embedMany({ model: openai.embedding('text-embedding-3-small'), values: ['Lima', 'Quito'] }),
  error: () => generateText({ model, prompt, maxRetries: 0 }).catch(() => undefined),
  context: () =>
    generateText({
      model,
      prompt,
      runtimeContext: { sessionId: 'session-7', userId: 'user-9', tier: 'pro' },
      telemetry: {
        functionId: 'guide',
        includeRuntimeContext: { sessionId: true, userId: true, tier: true },
      },
    }),
};

await traced(() => {
  const current = new OpenTelemetry({ runtimeContext: true, embedding: true });
  registerTelemetry(process.env.TELEMETRY === 'legacy' ? new LegacyOpenTelemetry() : current);
  return PARTS;
});
