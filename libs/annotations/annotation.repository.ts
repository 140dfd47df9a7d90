import { Injectable } from '@nestjs/common';
import { after, type Executor, type KeysetOrder, orderBy } from '@assay/database';

/** A row of `annotations`; times as Postgres' text in UTC. */
export interface AnnotationRow {
  id: string;
  project_id: string;
  trace_id: string;
  span_id: string | null;
  annotator: string;
  label: string | null;
  /** JSON text. */
  correction: string | null;
  notes: string | null;
  created_at: string;
}

/** An annotation, what its trace gives to a dataset item, and the dataset that is to get it. */
export interface ConvertibleRow {
  id: string;
  project_id: string;
  trace_id: string;
  annotator: string;
  /** JSON text. */
  correction: string | null;
  root_span_id: string | null;
  /** JSON text of the root span's input. */
  input: string | null;
  /** Null when the project has no such dataset. */
  dataset_id: string | null;
  /** JSON text. */
  input_schema: string | null;
  /** JSON text. */
  expected_output_schema: string | null;
  has_default_assertions: boolean;
}

/** What narrows and bounds a page of annotations. */
export interface AnnotationListing {
  readonly spanId: string | undefined;
  readonly count: number;
  /** The id of the last annotation of the page before. */
  readonly afterId: string | undefined;
}

const COLUMNS = 'a.id, a.project_id, a.trace_id, a.span_id, a.annotator, a.label, a.correction, a.notes, a.created_at';
const OLDEST_FIRST: KeysetOrder = { keys: [{ expression: 'a.id', type: 'uuid' }], direction: 'asc' };

/** The SQL of annotations, and of what is read and stored to make a dataset item of one. */
@Injectable()
export class AnnotationRepository {
  /**
   * Counts and stores an annotation in one statement, which is shorter under the lock of the trace than two are; false
   * when there is no such trace. Violates `annotations_span` when the trace has no such span.
   */
  async insert(executor: Executor, annotation: AnnotationRow): Promise<boolean> {
    const { rowCount } = await executor.run(
      `WITH counted AS (
         UPDATE traces AS t SET annotation_count = t.annotation_count + 1
         WHERE t.project_id = $1 AND t.id = $2 RETURNING t.id
       )
       INSERT INTO annotations AS a
         (project_id, trace_id, id, span_id, annotator, label, correction, notes, created_at)
       SELECT $1, c.id, $3::uuid, $4, $5, $6, $7::json, $8, $9::timestamptz FROM counted c
       RETURNING a.id`,
      [
        annotation.project_id,
        annotation.trace_id,
        annotation.id,
        annotation.span_id,
        annotation.annotator,
        annotation.label,
        annotation.correction,
        annotation.notes,
        annotation.created_at,
      ],
    );
    return rowCount > 0;
  }

  /** An annotation by its id (which must have the form of one). */
  async find(executor: Executor, projectId: string, id: string): Promise<AnnotationRow | undefined> {
    const { rows } = await executor.run<AnnotationRow>(
      `SELECT ${COLUMNS} FROM annotations a WHERE a.project_id = $1 AND a.id = $2`,
      [projectId, id],
    );
    return rows[0];
  }

  /**
   * An annotation with the input of the root span of its trace and a dataset of its project: all that a conversion reads,
   * in one statement. Without a project it is found by an index on its id.
   * @param id an annotation's id, in the form of one, as `datasetId`
   */
  async findConvertible(
    executor: Executor,
    id: string,
    datasetId: string,
    projectId: string | undefined,
  ): Promise<ConvertibleRow | undefined> {
    const of = (alias: string): string => `${alias}.project_id = ${projectId === undefined ? 'a.project_id' : '$3'}`;
    const { rows } = await executor.run<ConvertibleRow>(
      `SELECT a.id, a.project_id, a.trace_id, a.annotator, a.correction, t.root_span_id, s.input,
              d.id AS dataset_id, d.input_schema, d.expected_output_schema,
              d.default_assertions IS NOT NULL AS has_default_assertions
       FROM annotations a
       JOIN traces t ON ${of('t')} AND t.id = a.trace_id
       LEFT JOIN spans s ON ${of('s')} AND s.trace_id = a.trace_id AND s.id = t.root_span_id
       LEFT JOIN datasets d ON ${of('d')} AND d.id = $2 AND d.deleted_at IS NULL
       WHERE a.id = $1 ${projectId === undefined ? '' : 'AND a.project_id = $3'}`,
      projectId === undefined ? [id, datasetId] : [id, datasetId, projectId],
    );
    return rows[0];
  }

  /** A page of the annotations of a trace, oldest first; undefined when there is no such trace. */
  async list(
    executor: Executor,
    projectId: string,
    traceId: string,
    { spanId, count, afterId }: AnnotationListing,
  ): Promise<AnnotationRow[] | undefined> {
    const values: unknown[] = [projectId, traceId, count];
    let conditions = 'a.project_id = $1 AND a.trace_id = $2';
    if (spanId !== undefined) conditions += ` AND a.span_id = $${values.push(spanId)}`;
    if (afterId !== undefined) conditions += ` AND ${after(OLDEST_FIRST, values.push(afterId))}`;
    const { rows } = await executor.run<AnnotationRow | { id: null }>(
      `SELECT ${COLUMNS}
       FROM (SELECT t.id FROM traces t WHERE t.project_id = $1 AND t.id = $2) t
       LEFT JOIN LATERAL (
         SELECT ${COLUMNS} FROM annotations a WHERE ${conditions} ${orderBy(OLDEST_FIRST)} LIMIT $3
       ) a ON true ${orderBy(OLDEST_FIRST)}`,
      values,
    );
    return rows.length === 0 ? undefined : rows.filter((row) => row.id !== null);
  }
}
