import { getEventListeners } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { loadConfig } from '@assay/shared/config';
import { Outbound, OutboundError, type OutboundRequest, PARTIAL_BYTES } from './index';

const servers: Server[] = [];
const outbounds: Outbound[] = [];

/** A server on a free port of the loopback; what it was asked is kept. */
async function serve(
  listener: RequestListener,
): Promise<{ url: string; asked: IncomingMessage[]; sockets: Set<unknown> }> {
  const asked: IncomingMessage[] = [];
  const sockets = new Set<unknown>();
  const server = createServer((request, response) => {
    asked.push(request);
    sockets.add(request.socket);
    listener(request, response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, sockets };
}

function outbound(allowsPrivate = true): Outbound {
  const made = new Outbound(loadConfig({ OUTBOUND_PRIVATE: String(allowsPrivate) }));
  outbounds.push(made);
  return made;
}

const request = (url: string, more: Partial<OutboundRequest> = {}): OutboundRequest => ({
  url,
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: '{"input":1}',
  timeoutMs: 5_000,
  maxBytes: 1_000,
  ...more,
});

const failure = (call: Promise<unknown>): Promise<OutboundError> =>
  call.then(
    () => Promise.reject(new Error('the call went well')),
    (error: unknown) => {
      expect(error).toBeInstanceOf(OutboundError);
      return error as OutboundError;
    },
  );

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

afterEach(async () => {
  for (const made of outbounds.splice(0)) await made.onApplicationShutdown();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

describe('a call', () => {
  it('sends method, headers and body, and gives the answer of any status', async () => {
    const { url } = await serve((incoming, response) => {
      void bodyOf(incoming).then((body) => {
        response.writeHead(418, { 'x-seen': String(incoming.headers['x-key']), 'set-cookie': ['a=1', 'b=2'] });
        response.end(`${incoming.method} ${body}`);
      });
    });
    const answer = await outbound().call(request(`${url}/run`, { headers: { 'X-Key': 'abc' } }));
    expect(answer).toMatchObject({ status: 418, headers: { 'x-seen': 'abc', 'set-cookie': 'a=1, b=2' } });
    expect(answer.body.toString()).toBe('POST {"input":1}');
    expect(answer.durationMs).toBeGreaterThan(0);
  });

  it('keeps connections for the next ones', async () => {
    const { url, asked, sockets } = await serve((_, response) => response.end('{}'));
    const calls = outbound();
    for (let count = 0; count < 5; count += 1) await calls.call(request(url));
    expect(asked).toHaveLength(5);
    expect(sockets.size).toBeLessThanOrEqual(2);
  });

  it('reads an answer that is compressed though nobody asked for it', async () => {
    const { url } = await serve((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"output":1}'));
    });
    expect((await outbound().call(request(url))).body.toString()).toBe('{"output":1}');
  });

  it('is told status and headers of a refusal that says to be compressed and is not', async () => {
    const { url } = await serve((_, response) => {
      response.writeHead(429, { 'content-encoding': 'gzip', 'retry-after': '7' }).end('slow down');
    });
    const answer = await outbound().call(request(url));
    expect(answer).toMatchObject({ status: 429, headers: { 'retry-after': '7' } });
    expect(answer.body.toString()).toBe('slow down');
  });

  it('takes nothing for an answer that is empty, compressed or not', async () => {
    const { url } = await serve((_, response) => response.writeHead(204, { 'content-encoding': 'gzip' }).end());
    expect(await outbound().call(request(url))).toMatchObject({ status: 204, body: Buffer.alloc(0) });
  });

  it('reads the final answer after those on the way to it', async () => {
    const { url } = await serve((_, response) => {
      response.writeProcessing();
      response.writeEarlyHints({ link: '</style.css>; rel=preload' });
      response.end('{"output":1}');
    });
    const answer = await outbound().call(request(url));
    expect(answer.status).toBe(200);
    expect(answer.headers.link).toBeUndefined();
    expect(answer.body.toString()).toBe('{"output":1}');
  });
});

describe('limits', () => {
  it('an answer that is too large is cut off, and its first bytes are kept', async () => {
    let sent = 0;
    const { url } = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      const more = (): void => {
        while (sent < 50_000_000 && response.write('<p>x</p>'.repeat(1_000))) sent += 8_000;
        if (sent < 50_000_000) response.once('drain', more);
        else response.end();
      };
      more();
    });
    const error = await failure(outbound().call(request(url, { maxBytes: 100_000 })));
    expect(error).toMatchObject({ kind: 'too_large', message: 'the answer is larger than 100000 bytes' });
    expect(error.partial).toMatchObject({ status: 200, headers: { 'content-type': 'text/html' } });
    expect(error.partial?.body.toString()).toBe('<p>x</p>'.repeat(PARTIAL_BYTES / 8));
    expect(sent).toBeLessThan(20_000_000);
  });

  it('a small answer that becomes large is not inflated', async () => {
    const { url } = await serve((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(10_000_000)));
    });
    expect(await failure(outbound().call(request(url, { maxBytes: 100_000 })))).toMatchObject({ kind: 'too_large' });
  });

  it('the timeout counts until the last byte, and what had come is kept', async () => {
    const { url } = await serve((_, response) => {
      response.write('{"output": ');
    });
    const error = await failure(outbound().call(request(url, { timeoutMs: 150 })));
    expect(error).toMatchObject({ kind: 'timeout', message: 'no whole answer within 150 ms' });
    expect(error.partial?.body.toString()).toBe('{"output": ');
  });

  it('a server that never answers is given up', async () => {
    const { url } = await serve(() => undefined);
    expect(await failure(outbound().call(request(url, { timeoutMs: 100 })))).toMatchObject({ kind: 'timeout' });
  });

  it('a caller can end the call, before and while it runs', async () => {
    const asked = Promise.withResolvers<void>();
    const { url } = await serve(() => asked.resolve());
    const controller = new AbortController();
    const running = failure(outbound().call(request(url, { signal: controller.signal })));
    await asked.promise;
    controller.abort();
    expect(await running).toMatchObject({ kind: 'aborted' });
    const late = outbound().call(request(url, { signal: controller.signal }));
    expect(await failure(late)).toMatchObject({ kind: 'aborted' });
  });

  it('a caller can end a call that waits for its connection, and one that follows a redirect', async () => {
    const asked = Promise.withResolvers<void>();
    const { url } = await serve((incoming, response) => {
      if (incoming.url === '/') response.writeHead(307, { location: '/next' }).end();
      else asked.resolve();
    });
    const calls = outbound();
    const connecting = new AbortController();
    const early = failure(calls.call(request(url, { signal: connecting.signal })));
    connecting.abort();
    expect(await early).toMatchObject({ kind: 'aborted' });
    const following = new AbortController();
    const later = failure(calls.call(request(url, { signal: following.signal })));
    await asked.promise;
    following.abort();
    expect(await later).toMatchObject({ kind: 'aborted', partial: undefined });
  });

  it('calls that ended leave nothing with the signal of their caller', async () => {
    const { url } = await serve((incoming, response) => {
      if (incoming.url === '/cut') response.destroy();
      else response.end('{}');
    });
    const calls = outbound();
    const { signal } = new AbortController();
    for (let count = 0; count < 5; count += 1) await calls.call(request(url, { signal }));
    await failure(calls.call(request(`${url}/cut`, { signal })));
    await failure(calls.call(request(`${url}/cut`, { signal, timeoutMs: 1 })));
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('an answer that comes before all of the request was sent is the answer', async () => {
    const { url } = await serve((_, response) => response.writeHead(413).end('too much'));
    const answer = await outbound().call(request(url, { body: JSON.stringify('x'.repeat(5_000_000)) }));
    expect(answer.status).toBe(413);
  });

  it('headers that are too large, and an answer that breaks off, are failures of the network', async () => {
    const large = await serve((_, response) => {
      response.writeHead(200, { 'x-large': 'x'.repeat(40_000) }).end();
    });
    expect(await failure(outbound().call(request(large.url)))).toMatchObject({ kind: 'network' });
    const broken = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('half', () => response.socket?.destroy());
    });
    const error = await failure(outbound().call(request(broken.url)));
    expect(error.kind).toBe('network');
    expect(error.partial?.body.toString()).toBe('half');
  });

  it('a port where nobody listens is a failure that names host and reason', async () => {
    const { url } = await serve(() => undefined);
    const [server] = servers.splice(0) as [Server];
    await new Promise((resolve) => server.close(resolve));
    const error = await failure(outbound().call(request(url)));
    expect(error).toMatchObject({ kind: 'network', message: `no answer from ${new URL(url).host} (ECONNREFUSED)` });
  });
});

describe('the guard', () => {
  it('refuses a private address where it is not allowed, by number and by name', async () => {
    const { url, asked } = await serve((_, response) => response.end('{}'));
    expect(await failure(outbound(false).call(request(url)))).toMatchObject({ kind: 'blocked' });
    const byName = url.replace('127.0.0.1', 'localhost');
    const error = await failure(outbound(false).call(request(byName)));
    expect(error).toMatchObject({ kind: 'blocked', message: 'localhost has an address that may not be called' });
    expect(asked).toEqual([]);
    expect((await outbound(true).call(request(byName))).status).toBe(200);
  });

  it('checks again after each redirect', async () => {
    const { url } = await serve((_, response) => {
      response.writeHead(307, { location: 'http://169.254.169.254/latest/meta-data/' }).end();
    });
    const error = await failure(outbound().call(request(url)));
    expect(error).toMatchObject({ kind: 'blocked' });
    expect(error.message).toMatch(/link-local, metadata/);
  });

  it('does not follow a redirect to another scheme', async () => {
    const { url } = await serve((_, response) => {
      response.writeHead(302, { location: 'file:///etc/passwd' }).end();
    });
    expect(await failure(outbound().call(request(url)))).toMatchObject({ kind: 'blocked' });
  });
});

describe('redirects', () => {
  const echo = (incoming: IncomingMessage, response: ServerResponse): void => {
    void bodyOf(incoming).then((body) => {
      const { authorization, 'x-key': key, 'content-type': type } = incoming.headers;
      response.end(JSON.stringify([incoming.method, body, authorization ?? null, key ?? null, type ?? null]));
    });
  };
  const secret = { authorization: 'Bearer abc', 'x-key': 'abc', 'content-type': 'application/json' };

  it('of 307 and 308 repeat the request, with its headers on the same origin', async () => {
    for (const status of [307, 308]) {
      const { url } = await serve((incoming, response) => {
        if (incoming.url === '/') response.writeHead(status, { location: '/next' }).end('moved');
        else echo(incoming, response);
      });
      const answer = await outbound().call(request(url, { headers: secret }));
      expect(JSON.parse(answer.body.toString())).toEqual([
        'POST',
        '{"input":1}',
        'Bearer abc',
        'abc',
        'application/json',
      ]);
    }
  });

  it('of 301, 302 and 303 become a GET without the body', async () => {
    for (const status of [301, 302, 303]) {
      const { url } = await serve((incoming, response) => {
        if (incoming.url === '/') response.writeHead(status, { location: '/next' }).end();
        else echo(incoming, response);
      });
      const answer = await outbound().call(request(url, { headers: secret }));
      expect(JSON.parse(answer.body.toString())).toEqual(['GET', '', 'Bearer abc', 'abc', null]);
    }
  });

  it('to another origin take no header along that may be a secret', async () => {
    const other = await serve(echo);
    const { url } = await serve((_, response) => {
      response.writeHead(307, { location: `${other.url}/next` }).end();
    });
    const answer = await outbound().call(request(url, { headers: secret }));
    expect(JSON.parse(answer.body.toString())).toEqual(['POST', '{"input":1}', null, null, 'application/json']);
  });

  it('are followed five times', async () => {
    const { url, asked } = await serve((_, response) => {
      response.writeHead(307, { location: '/again' }).end();
    });
    expect(await failure(outbound().call(request(url)))).toMatchObject({
      kind: 'network',
      message: 'more than 5 redirects',
    });
    expect(asked).toHaveLength(6);
  });

  it('without a usable place are answers', async () => {
    const { url } = await serve((_, response) => {
      response.writeHead(302).end('no location');
    });
    expect(await outbound().call(request(url))).toMatchObject({ status: 302 });
  });
});
