import { newId } from '@assay/shared/ids';
import { fails, FakeOpenAi, hangs, limitsRate, says } from '@assay/testing';
import { startTestApp, type TestApp } from './test-app';

describe('prompt targets', () => {
  let api: TestApp;
  let fake: FakeOpenAi;
  beforeAll(async () => {
    [api, fake] = await Promise.all([startTestApp(), FakeOpenAi.start()]);
  });
  beforeEach(() => fake.reset());
  afterAll(async () => {
    await Promise.all([api.close(), fake.close()]);
  });

  async function target(settings: object = {}, hasProvider = true): Promise<string> {
    const projectId = `p-${newId()}`;
    if (hasProvider) {
      const provider = { base_url: fake.baseUrl, model: 'small', prices: { small: { input: 1, output: 2 } } };
      await api.admin.put(`/v1/projects/${projectId}/provider`, provider);
    }
    const messages = [
      { role: 'system', content: 'Answer in one word.' },
      { role: 'user', content: 'Where is {{input.place}}? {{metadata}}' },
    ];
    const body = { project_id: projectId, name: 'prompt', type: 'prompt', messages, ...settings };
    return (await api.admin.post('/v1/targets', body, 201)).body.id;
  }

  const call = async (id: string, item: object = { input: { place: 'Rome' } }): Promise<any> =>
    (await api.admin.post(`/v1/targets/${id}/test`, item, 200)).body;

  it('asks the provider of the project with the filled messages and the parameters', async () => {
    fake.reply(says('Italy', { usage: { input: 20, output: 1 } }));
    const id = await target({ model: 'large', parameters: { temperature: 0.5, stop: ['\n'] } });
    const result = await call(id, { input: { place: 'Rome' }, metadata: { a: 1 } });
    expect(result).toMatchObject({ output: 'Italy', error: null, tokens_input: 20, tokens_output: 1 });
    const [{ body, headers }] = fake.requests as [(typeof fake.requests)[0]];
    expect(body).toMatchObject({
      model: 'large',
      temperature: 0.5,
      stop: ['\n'],
      messages: [
        { role: 'system', content: 'Answer in one word.' },
        { role: 'user', content: 'Where is Rome? {"a":1}' },
      ],
    });
    expect(headers.traceparent).toMatch(`00-${result.trace_id}-`);
  });

  it('takes the model and the prices of the provider unless it names one', async () => {
    fake.reply(says('Italy', { usage: { input: 1_000, output: 10 } }));
    const result = await call(await target());
    expect(fake.requests[0]?.body.model).toBe('small');
    expect(result.cost_usd).toBe(0.00102);
  });

  it('a limited, failing or silent provider is an error that may pass, asked once each time', async () => {
    fake.reply(limitsRate(), fails(500), hangs());
    const id = await target({ timeout_ms: 200 });
    const types = [];
    for (let count = 0; count < 3; count += 1) {
      const { error, output, retryable } = await call(id);
      expect([output, retryable]).toEqual([null, true]);
      types.push(error.type);
    }
    expect(types).toEqual(['rate_limited', 'server', 'timeout']);
    expect(fake.requests).toHaveLength(3);
  });

  it('a key that is refused is an error that stays, with what the provider said', async () => {
    fake.reply(fails(401));
    const { error, retryable } = await call(await target());
    expect([error.type, retryable]).toEqual(['rejected', false]);
    expect(error.excerpt).toEqual(expect.any(String));
  });

  it('is not asked with messages that together become too large with the item', async () => {
    const messages = Array.from({ length: 100 }, () => ({ role: 'user', content: '{{input}}'.repeat(100) }));
    const { error } = await call(await target({ messages }), { input: 'x'.repeat(10_000) });
    expect(error).toMatchObject({ type: 'too_large', message: expect.stringContaining('template') });
    expect(fake.requests).toEqual([]);
  });

  it('without a provider it is unusable, with the reason', async () => {
    const { error } = await call(await target({}, false));
    expect(error).toMatchObject({ type: 'unusable', message: expect.stringContaining('no provider') });
  });
});
