import type { Config } from '@assay/shared/config';

/** What the start message tells. */
export interface BannerFacts {
  readonly config: Config;
  readonly port: number;
  readonly adminKey: string;
  /** Folder of the embedded database; undefined with a database of the operator's own. */
  readonly embeddedDataDir: string | undefined;
}

/** An address that works from this machine. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

/** A line to paste that stores a span and shows what the answer looks like. Each paste makes a trace of its own. */
function curlLine(url: string, token: string): string {
  const span = `{"id":"span-1","trace_id":"hello-'$(date +%s%N)'","name":"hello","start_time":"'$(date -u +%FT%TZ)'"}`;
  const headers = `-H "Authorization: Bearer ${token}" -H 'Content-Type: application/json'`;
  return `curl -sS ${url}/v1/traces/ingest ${headers} -d '{"project_id":"demo","spans":[${span}]}'`;
}

/** The message of a service that is ready. The key is shown only when the service made it itself. */
export function banner(facts: BannerFacts): string {
  const { config, port, adminKey, embeddedDataDir } = facts;
  const url = `http://${reachable(config.host)}:${port}`;
  const isGiven = config.adminKey !== undefined;
  const data =
    embeddedDataDir === undefined ? 'in the Postgres of DATABASE_URL' : `${embeddedDataDir} (embedded Postgres)`;
  return [
    '',
    `  Assay is ready at ${url}`,
    '',
    `  Docs       ${url}/docs`,
    `  Admin key  ${isGiven ? 'from ASSAY_API_KEY' : adminKey}`,
    `  Data       ${data}`,
    '',
    '  Send a first span:',
    `  ${curlLine(url, isGiven ? '$ASSAY_API_KEY' : adminKey)}`,
    '',
  ].join('\n');
}
