import { type DocumentWithExamples, type ExampleBody, exampleBodies } from '../../../tools/openapi-examples';
import { openApiDocument } from '../openapi/document';
import { schemaProblem } from './check-answer';
import { startTestApp, type TestApp } from './test-app';

/** The values that an example stands for: of lines and of events those of each. */
function valuesOf({ mediaType, example, schema }: ExampleBody): unknown[] {
  if (mediaType === 'text/event-stream') {
    const lines = String(example)
      .split('\n')
      .filter((line) => line.startsWith('data: '));
    return lines.map((line) => JSON.parse(line.slice('data: '.length)) as unknown);
  }
  const isText = (schema as { type?: string }).type === 'string';
  if (!mediaType.endsWith('ndjson') || isText) return [example];
  const lines = String(example)
    .split('\n')
    .filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as unknown);
}

describe('the examples of the OpenAPI document', () => {
  let api: TestApp;
  let bodies: ExampleBody[];
  beforeAll(async () => {
    api = await startTestApp();
    bodies = exampleBodies(openApiDocument(api.app) as unknown as DocumentWithExamples);
  });
  afterAll(() => api.close());

  it('are what their schemas say', () => {
    const problems = bodies.flatMap((body) =>
      valuesOf(body).map((value) => [body.name, schemaProblem(api.app, body.schema, value)] as const),
    );
    expect(problems.filter(([, problem]) => problem !== undefined)).toEqual([]);
  });

  it('are bodies that the service understands', async () => {
    const sent = bodies.filter(({ status, mediaType }) => status === undefined && mediaType === 'application/json');
    expect(sent.length).toBeGreaterThan(40);
    const answers: [string, number, unknown][] = [];
    for (const { name, method, path, example } of sent) {
      // What does not exist is 404; a body that says something wrong is told so before, or with another status.
      const url = path.replace(/\{[^}]+\}/g, '019a0c3e-7b1d-7c55-8f0e-3d8a4a1f2b6c');
      const answer = await api.admin.begin(method as 'post', url).send(example as object);
      answers.push([name, answer.status, answer.body]);
    }
    // A judge needs a provider, which nobody configured here.
    const isUnderstood = (status: number, body: any): boolean =>
      [200, 201, 202, 404].includes(status) || body.error.code === 'SCORER_UNAVAILABLE';
    const refused = answers.filter(([, status, body]) => !isUnderstood(status, body));
    expect(refused).toEqual([]);
  });
});
