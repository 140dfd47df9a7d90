import fc from 'fast-check';
import { fuzzRequests, type FuzzRequest } from './requests';
import type { FuzzAnswer, FuzzSender } from './sender';
import type { FuzzSettings } from './settings';

/** Statuses that a changed request may get: stored (perhaps in part), not readable, too large, not our media type. */
const ALLOWED = new Set([200, 400, 413, 415]);
const TYPES = new Set(['application/json', 'application/x-protobuf']);

/** What came of a run. */
export interface FuzzResult {
  /** Answers by encoding and status, such as `json 400`. */
  readonly answers: Record<string, number>;
  /** What went wrong, with the request that did it; undefined when nothing did. */
  readonly failure: string | undefined;
}

function problemOf({ status, type, body }: FuzzAnswer): string | undefined {
  if (!ALLOWED.has(status)) return `status ${status}: ${body.toString().slice(0, 500)}`;
  if (type === undefined || !TYPES.has(type)) return `the content type ${type ?? '(none)'}`;
  if (type === 'application/json') JSON.parse(body.toString());
  return undefined;
}

/**
 * Sends changed requests, one after the other.
 * @param afterEach is called after every answer with the number of answers so far
 */
export async function fuzz(
  sender: FuzzSender,
  seeds: readonly object[],
  { count, seed }: FuzzSettings,
  afterEach: (sent: number) => Promise<void> = () => Promise.resolve(),
): Promise<FuzzResult> {
  const answers: Record<string, number> = {};
  let sent = 0;
  const property = fc.asyncProperty(fuzzRequests(seeds), async (request) => {
    const answer = await sender.send(request);
    const problem = problemOf(answer);
    if (problem !== undefined) throw new Error(problem);
    const name = `${request.encoding} ${answer.status}`;
    answers[name] = (answers[name] ?? 0) + 1;
    await afterEach((sent += 1));
  });
  const details = await fc.check(property, { numRuns: count, seed });
  if (!details.failed) return { answers, failure: undefined };
  const [request] = details.counterexample ?? [];
  const reason = details.errorInstance instanceof Error ? details.errorInstance.message : String(details.errorInstance);
  return {
    answers,
    failure: `seed ${seed}: ${reason}\n${request === undefined ? '' : described(request)}\npath ${details.counterexamplePath}`,
  };
}

function described({ encoding, headers, bytes }: FuzzRequest): string {
  return `${encoding} ${JSON.stringify(headers)} ${bytes.length} bytes, base64: ${bytes.toString('base64').slice(0, 20_000)}`;
}
