import { FakeOpenAi, says } from '.';

describe('the fake provider, through the Vercel AI SDK', () => {
  it('answers the responses endpoint, plain and streamed, and chats', async () => {
    const { generateText, streamText } = await import('ai');
    const { createOpenAI } = await import('@ai-sdk/openai');
    const fake = await FakeOpenAi.start();
    try {
      const openai = createOpenAI({ baseURL: fake.baseUrl, apiKey: 'sk-fake' });
      fake.reply(says('Paris'), says('Paris it is'), says('Lyon'));
      const plain = await generateText({ model: openai('gpt-4o'), prompt: 'Capital?' });
      const streamed = streamText({ model: openai('gpt-4o'), prompt: 'Capital?' });
      const chat = await generateText({ model: openai.chat('gpt-4o'), prompt: 'Capital?' });
      expect([plain.text, await streamed.text, chat.text].sort()).toEqual(['Lyon', 'Paris', 'Paris it is']);
      expect(fake.requests.map(({ path }) => path).sort()).toEqual(['/chat/completions', '/responses', '/responses']);
      expect(plain.usage).toMatchObject({ inputTokens: 11, outputTokens: 7 });
    } finally {
      await fake.close();
    }
  });
});
