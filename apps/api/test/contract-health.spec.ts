import { Database } from '@assay/database';
import { startTestApp } from './test-app';

it('GET /health/ready is 503 UNAVAILABLE while migrations are missing, and 200 when they are applied; live is 200', async () => {
  const api = await startTestApp();
  try {
    const open = api.admin.with(undefined);
    expect((await open.get('/health/ready')).body).toEqual({ status: 'ok' });
    await api.app.get(Database).run('DELETE FROM schema_migrations', []);
    const { body, headers } = await open.get('/health/ready', 503);
    expect([body.error.code, headers['retry-after']]).toEqual(['UNAVAILABLE', '2']);
    await open.get('/health/live');
  } finally {
    await api.close();
  }
});
