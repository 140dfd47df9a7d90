import { Injectable } from '@nestjs/common';
import type { Executor } from '@assay/database';

/** A run that is to be scored. */
export interface RunTarget {
  readonly project_id: string;
  readonly id: string;
  readonly experiment_id: string;
  readonly dataset_item_id: string;
}

/** A run with what a scorer compares. */
export interface RunSubject extends RunTarget {
  readonly failed: boolean;
  /** JSON text, of the item as `expected_output` is. */
  readonly input: string | null;
  /** JSON text. */
  readonly output: string | null;
  /** JSON text, of the item as it stood in the version that the experiment runs on. */
  readonly expected_output: string | null;
}

/** A span that is to be scored. */
export interface SpanTarget {
  readonly project_id: string;
  readonly trace_id: string;
}

/** A span with what a scorer looks at, as JSON texts. */
export interface SpanSubject extends SpanTarget {
  readonly input: string | null;
  readonly output: string | null;
}

/** How a request names a span. */
export interface SpanNames {
  readonly spanId: string;
  readonly traceId: string | undefined;
  readonly projectId: string | undefined;
}

const RUN_COLUMNS = 'r.project_id, r.id, r.experiment_id, r.dataset_item_id';

/**
 * Finds what a score judges, in one statement each. The project is a literal of every table where it is known; where a
 * request names an id alone, it is read across projects by an index on the id.
 */
@Injectable()
export class ScoreTargetRepository {
  /** A run by its id (which must have the form of one). */
  async findRun(executor: Executor, id: string, projectId: string | undefined): Promise<RunTarget | undefined> {
    const { rows } = await executor.run<RunTarget>(
      `SELECT ${RUN_COLUMNS} FROM runs r WHERE r.id = $1 ${projectId === undefined ? '' : 'AND r.project_id = $2'}`,
      projectId === undefined ? [id] : [id, projectId],
    );
    return rows[0];
  }

  /**
   * A run by its id, with its output and what was expected: the item's revision in the experiment's dataset version, for
   * an item added later the current one. Rows of an import became visible with the version that its commit recorded.
   */
  async findRunSubject(executor: Executor, id: string, projectId: string | undefined): Promise<RunSubject | undefined> {
    const of = (alias: string): string => `${alias}.project_id = ${projectId === undefined ? 'r.project_id' : '$2'}`;
    const { rows } = await executor.run<RunSubject>(
      `SELECT ${RUN_COLUMNS}, r.error IS NOT NULL AS failed, r.output, i.input, i.expected_output
       FROM runs r
       JOIN experiments e ON ${of('e')} AND e.id = r.experiment_id
       LEFT JOIN LATERAL (
         SELECT i.input, i.expected_output
         FROM datasets d
         JOIN dataset_items i ON ${of('i')} AND i.dataset_id = e.dataset_id AND i.id = r.dataset_item_id
         LEFT JOIN dataset_imports m ON ${of('m')} AND m.dataset_id = e.dataset_id AND m.id = i.import_id
         WHERE ${of('d')} AND d.id = e.dataset_id AND d.deleted_at IS NULL
           AND (i.import_id IS NULL OR m.id IS NOT NULL)
           AND (i.valid_to IS NULL
             OR (coalesce(m.version, i.valid_from) <= e.dataset_version AND i.valid_to > e.dataset_version))
         ORDER BY coalesce(m.version, i.valid_from) LIMIT 1
       ) i ON true
       WHERE r.id = $1 ${projectId === undefined ? '' : 'AND r.project_id = $2'}`,
      projectId === undefined ? [id] : [id, projectId],
    );
    return rows[0];
  }

  /** The spans that a request may mean: more than one row when it does not say enough, see {@link spans}. */
  findSpans(executor: Executor, names: SpanNames): Promise<SpanTarget[]> {
    return this.spans<SpanTarget>(executor, names, 's.project_id, s.trace_id');
  }

  /** As {@link findSpans}, with what a scorer looks at. */
  findSpanSubjects(executor: Executor, names: SpanNames): Promise<SpanSubject[]> {
    return this.spans<SpanSubject>(executor, names, 's.project_id, s.trace_id, s.input, s.output');
  }

  /**
   * Rows of different projects show that several projects hold the id, and otherwise the first two rows whether several
   * traces do: at most the first two by project and, across projects, the last.
   */
  private async spans<Row extends SpanTarget>(
    executor: Executor,
    { spanId, traceId, projectId }: SpanNames,
    columns: string,
  ): Promise<Row[]> {
    const values = [spanId];
    const inTrace = 'traces t JOIN spans s ON s.project_id = t.project_id AND s.trace_id = t.id';
    const spans = traceId === undefined ? 'spans s' : inTrace;
    let where = 's.id = $1';
    if (traceId !== undefined) where += ` AND t.id = $${values.push(traceId)}`;
    if (projectId === undefined) {
      const { rows } = await executor.run<Row>(
        `(SELECT ${columns} FROM ${spans} WHERE ${where} ORDER BY s.project_id LIMIT 2)
         UNION ALL (SELECT ${columns} FROM ${spans} WHERE ${where} ORDER BY s.project_id DESC LIMIT 1)`,
        values,
      );
      return rows;
    }
    const project = `$${values.push(projectId)}`;
    const inProject = `s.project_id = ${project}${traceId === undefined ? '' : ` AND t.project_id = ${project}`}`;
    const text = `SELECT ${columns} FROM ${spans} WHERE ${where} AND ${inProject} LIMIT 2`;
    const { rows } = await executor.run<Row>(text, values);
    return rows;
  }
}
