/** A request as it goes out. */
export interface OutgoingRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
}

/** How many redirects one call follows. */
export const MAX_REDIRECTS = 5;

const KEEPS_METHOD = new Set([307, 308]);
const CHANGES_METHOD = new Set([301, 302, 303]);

/** What may go to another origin than the one that the caller named: nothing of it is a secret. */
const HARMLESS_HEADERS = new Set(['accept', 'accept-encoding', 'content-type', 'traceparent', 'user-agent']);
const BODY_HEADERS = new Set(['content-type', 'content-encoding', 'content-language']);

function kept(headers: Record<string, string>, keeps: (name: string) => boolean): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => keeps(name.toLowerCase())));
}

/**
 * The request that a redirect asks for, by the rules of the Fetch standard: 307 and 308 repeat it, the others make a GET
 * of anything but GET and HEAD. Beyond the origin only harmless headers go along: any other may be a secret.
 *
 * @returns undefined when the answer is no redirect, or names no usable place
 */
export function redirected(
  request: OutgoingRequest,
  status: number,
  location: string | undefined,
): OutgoingRequest | undefined {
  if (location === undefined || (!KEEPS_METHOD.has(status) && !CHANGES_METHOD.has(status))) return undefined;
  const target = URL.parse(location, request.url);
  if (target === null) return undefined;
  const isSameOrigin = target.origin === new URL(request.url).origin;
  const headers = isSameOrigin ? request.headers : kept(request.headers, (name) => HARMLESS_HEADERS.has(name));
  if (KEEPS_METHOD.has(status) || request.method === 'GET' || request.method === 'HEAD') {
    return { ...request, url: target.href, headers };
  }
  return { url: target.href, method: 'GET', headers: kept(headers, (name) => !BODY_HEADERS.has(name)) };
}
