import { ENCODINGS, type EncodingName, postExport } from './factories/otlp';
import { newProject } from './factories/spans';
import { CONVENTION_VECTORS } from './otlp-vectors/conventions';
import { FIELD_ROWS, FIELD_VECTORS } from './otlp-vectors/fields';
import { KIND_VECTORS } from './otlp-vectors/kinds';
import { LISTING } from './otlp-vectors/listing';
import { mergedSpan, requestOf, type RowVector } from './otlp-vectors/vector';
import { startTestApp, type TestApp } from './test-app';

const VECTORS: readonly RowVector[] = [...FIELD_VECTORS, ...CONVENTION_VECTORS, ...KIND_VECTORS];
const NAMES = Object.keys(ENCODINGS) as EncodingName[];
const named = VECTORS.map((vector) => [`${vector.row}: ${vector.part}`, vector] as const);

/** Each source of a field together with all that follow it: it is the one that counts. */
const ORDERED = FIELD_ROWS.filter(({ isOrdered }) => isOrdered).flatMap(({ vectors }) =>
  vectors.map((vector, place): RowVector => ({
    ...vector,
    span: mergedSpan(vectors.slice(place).map(({ span }) => span)),
  })),
);

describe('the rows of the tables of OTLP', () => {
  it('each part has a vector, and no vector is of a row that is not listed', () => {
    const held = new Set<string>(named.map(([name]) => name));
    const listed = LISTING.flatMap(([row, parts]) => parts.map((part) => `${row}: ${part}`));
    expect(listed.filter((part) => !held.has(part))).toEqual([]);
    const rows = new Set(LISTING.map(([row]) => row));
    expect(VECTORS.filter(({ row }) => !rows.has(row))).toEqual([]);
    expect(named).toHaveLength(held.size);
  });

  describe.each(NAMES)('over %s', (encoding) => {
    let api: TestApp;
    beforeAll(async () => {
      api = await startTestApp();
    });
    afterAll(() => api.close());

    /** Sends a vector and holds what is stored against it. */
    async function holds(vector: RowVector): Promise<void> {
      const project = vector.project ?? newProject();
      const { traceId, spanId, request } = requestOf(vector);
      const headers: Record<string, string> = vector.project === undefined ? { 'x-project-id': project } : {};
      const answer = await postExport(api, encoding, request, headers);
      const empty = encoding === 'JSON' ? '{}' : '';
      expect([answer.status, answer.bytes.toString()]).toEqual([200, empty]);
      const path = `/v1/traces/${traceId}/spans/${spanId}?project_id=${project}`;
      if (vector.expect === null) {
        await api.admin.get(path, 404);
        return;
      }
      const { body } = await api.admin.get(path);
      const { metadata = {}, ...fields } = vector.expect;
      expect(body).toEqual(expect.objectContaining({ ...fields, metadata: expect.objectContaining(metadata) }));
      for (const key of vector.absent ?? []) expect(body.metadata).not.toHaveProperty([key]);
      if (vector.scores === undefined) return;
      const scores = await api.admin.get(`/v1/scores?target_type=span&target_id=${spanId}&project_id=${project}`);
      expect(scores.body.items).toHaveLength(vector.scores.length);
      for (const score of vector.scores) expect(scores.body.items).toContainEqual(expect.objectContaining(score));
    }

    it.each(named)('%s', (_, vector) => holds(vector));

    it.each(ORDERED.map((vector) => [vector.row, vector.part, vector] as const))(
      '%s: %s hides what comes later',
      (_row, _part, vector) => holds(vector),
    );
  });
});
