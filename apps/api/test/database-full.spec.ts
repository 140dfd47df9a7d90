import { Database } from '@assay/database';
import { exportOf, otlpSpan, postExport } from './factories/otlp';
import { newProject, span } from './factories/spans';
import { startTestApp, type TestApp } from './test-app';

/** SQLSTATE by what has happened to Postgres. */
const TROUBLES = [
  ['the disk is full', '53100'],
  ['the memory is used up', '53200'],
  ['a limit of its configuration is reached', '53400'],
  ['the operator ends the connection', '57P01'],
  ['the database was dropped', '57P04'],
  ['an idle session was ended', '57P05'],
] as const;

describe('a database that cannot take more', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp();
  });
  afterAll(() => api.close());

  const run = (sql: string): Promise<unknown> => api.app.get(Database).run(sql);
  /** Has every insert of a span fail as Postgres does in this trouble. */
  const fail = async (state: string): Promise<void> => {
    await run(`CREATE OR REPLACE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'trouble' USING ERRCODE = '${state}'; END $$`);
    await run('CREATE TRIGGER fails BEFORE INSERT ON spans FOR EACH ROW EXECUTE FUNCTION fail()');
  };

  it.each(TROUBLES)(
    '503 UNAVAILABLE with Retry-After when %s (%s); nothing is stored, and then all is well',
    async (_, state) => {
      const project = newProject();
      await api.admin.post('/v1/projects', { id: project }, 201);
      const send = (status: number): Promise<any> =>
        api.admin.post('/v1/traces/ingest', { project_id: project, spans: [span()] }, status);
      await fail(state);
      try {
        const { body, headers } = await send(503);
        expect([body.error.code, headers['retry-after']]).toEqual(['UNAVAILABLE', '2']);
        const otlp = await postExport(api, 'protobuf', exportOf([otlpSpan()]), { 'x-project-id': project });
        expect([otlp.status, otlp.headers['retry-after']]).toEqual([503, '2']);
      } finally {
        await run('DROP TRIGGER fails ON spans');
      }
      expect((await api.admin.get(`/v1/traces?project_id=${project}`)).body.items).toEqual([]);
      await send(201);
    },
  );
});
