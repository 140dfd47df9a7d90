import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import countryList from 'country-list-js';
import { type Country, findCountryV1, findCountryV2 } from './find-country';
import { SpanSender } from './span-sender';

/**
 * A program under test: answers "What is the capital of …?" over HTTP. `node agent.js 1` runs the version with the bug,
 * `node agent.js 2` the one without. It takes `{"input": question}`, answers `{"output": capital}`, and writes a span for
 * each question to the trace that `traceparent` names.
 */
const version = process.argv[2] === '2' ? '2' : '1';
const findCountry = version === '2' ? findCountryV2 : findCountryV1;
const spans = new SpanSender(`capital-agent v${version}`);

const countries: Country[] = countryList.names().flatMap((name) => {
  const capital = countryList.findByName(name)?.capital?.trim();
  return capital ? [{ name: name.trim(), capital }] : [];
});

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function questionOf(body: string): string | undefined {
  try {
    const { input } = JSON.parse(body) as { input?: unknown };
    return typeof input === 'string' ? input : undefined;
  } catch {
    return undefined;
  }
}

const server = createServer((request, response) => {
  const answer = (status: number, body: object): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  bodyOf(request).then(
    (body) => {
      const question = questionOf(body);
      if (question === undefined) return answer(400, { error: 'send {"input": "a question"}' });
      const startedAt = Date.now();
      const output = findCountry(question, countries)?.capital ?? 'I do not know.';
      spans.add({
        name: 'answer question',
        input: question,
        output,
        startedAt,
        traceparent: request.headers.traceparent,
      });
      answer(200, { output });
    },
    () => response.destroy(),
  );
});

server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/answer`;
  if (process.send === undefined) console.log(`Version ${version} answers at ${url}`);
  else process.send({ url });
});

// The program that started it ended: so does this one.
process.once('disconnect', () => process.exit());
