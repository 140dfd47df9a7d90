import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const { ASSAY_URL = 'http://127.0.0.1:3000', ASSAY_API_KEY, ASSAY_DATA_DIR = '.assay' } = process.env;

/** Where the service is. */
export const SERVICE_URL = ASSAY_URL;

/** The admin key: that of the environment, else the one that the service keeps in its data folder. */
export function adminKey(): string {
  if (ASSAY_API_KEY !== undefined && ASSAY_API_KEY !== '') return ASSAY_API_KEY;
  const file = join(ASSAY_DATA_DIR, 'admin-key');
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  throw new Error(`No key: start the service with npm start first (it writes ${file}), or set ASSAY_API_KEY.`);
}

/** Calls the service; fails with the envelope's message when it does not answer 2xx. */
export async function call<Answer>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<Answer> {
  const headers = {
    authorization: `Bearer ${adminKey()}`,
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  };
  const answer = await fetch(`${ASSAY_URL}${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch((cause: unknown) => {
    throw new Error(`${ASSAY_URL} does not answer: start the service with npm start`, { cause });
  });
  const json = (await answer.json()) as Answer & { error?: { code: string; message: string } };
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${json.error?.code}: ${json.error?.message}`);
  return json;
}
