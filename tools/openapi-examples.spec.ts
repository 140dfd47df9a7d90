import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DocumentWithExamples, exampleBodies, missingExamples } from './openapi-examples';

const json = (example?: unknown) => ({
  content: { 'application/json': { schema: { type: 'object' }, ...(example === undefined ? {} : { example }) } },
});

describe('examples of the OpenAPI document', () => {
  it('refuses a body that is sent, and a success, without an example', () => {
    const paths = {
      '/a': {
        post: { requestBody: json(), responses: { 201: json({ id: 1 }), 202: json(), 400: json() } },
        delete: { responses: { 204: {} } },
      },
    };
    expect(missingExamples({ paths })).toEqual([
      'no example: POST /a body application/json',
      'no example: POST /a 202 application/json',
    ]);
  });

  it('asks for none of bytes', () => {
    const bytes = { content: { 'application/x-protobuf': { schema: { type: 'string', format: 'binary' } } } };
    expect(missingExamples({ paths: { '/a': { post: { requestBody: bytes, responses: { 200: bytes } } } } })).toEqual(
      [],
    );
  });

  it('every body that is sent and every success of the service has one', () => {
    const text = readFileSync(join(__dirname, '..', 'openapi.json'), 'utf8');
    const document = JSON.parse(text) as DocumentWithExamples;
    expect(exampleBodies(document).length).toBeGreaterThan(100);
    expect(missingExamples(document)).toEqual([]);
  });

  it('no two classes that the document shows share a name, for one would stand for both', () => {
    const root = join(__dirname, '..');
    const files = ['apps', 'libs'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.dto.ts'))
        .map((file) => join(root, folder, file)),
    );
    const names = files.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/^export (?:abstract )?class (\w+)/gm)].map(([, name]) => name),
    );
    expect(names.length).toBeGreaterThan(50);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });
});
