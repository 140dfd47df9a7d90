import { Database } from '@assay/database';
import { newId } from '@assay/shared/ids';
import { nowIso } from '@assay/shared/time';
import type { TestApp } from '../test-app';

type Row = Record<string, unknown>;

/** Puts rows straight into tables, for tests of endpoints that only read them: each with complete defaults. */
export class Rows {
  constructor(
    private readonly api: TestApp,
    readonly projectId: string,
  ) {}

  /** Rows of another project. */
  of(projectId: string): Rows {
    return new Rows(this.api, projectId);
  }

  /** The project itself, unless it is there. */
  async project(): Promise<this> {
    const database = this.api.app.get(Database);
    const text = 'INSERT INTO projects (id, created_at) VALUES ($1, $2) ON CONFLICT DO NOTHING';
    await database.run(text, [this.projectId, nowIso()]);
    return this;
  }

  /** A trace with one root span, which may be given columns; its id is `${traceId}-root` unless given. */
  async trace(traceId: string, trace: Row = {}, span: Row | null = {}): Promise<void> {
    const rootId = span === null ? null : (span.id ?? `${traceId}-root`);
    await this.insert('traces', {
      id: traceId,
      created_at: nowIso(),
      root_span_id: rootId,
      span_count: span === null ? 0 : 1,
      error_count: 0,
      tokens_input: 0,
      tokens_output: 0,
      start_time: nowIso(),
      ...trace,
    });
    if (span !== null) await this.span(traceId, { id: rootId, ...span });
  }

  /** A span of a trace. */
  async span(traceId: string, span: Row): Promise<void> {
    await this.insert('spans', { trace_id: traceId, name: 'call', start_time: nowIso(), metadata: '{}', ...span });
  }

  /** A dataset; gives its id. */
  async dataset(dataset: Row = {}): Promise<string> {
    const id = newId();
    await this.insert('datasets', { id, name: id, created_at: nowIso(), updated_at: nowIso(), ...dataset });
    return id;
  }

  /** A revision of an item; gives the item's id. */
  async item(datasetId: string, item: Row = {}): Promise<string> {
    const id = (item.id as string | undefined) ?? newId();
    const at = { created_at: nowIso(), updated_at: nowIso() };
    await this.insert('dataset_items', { id, dataset_id: datasetId, valid_from: 1, input: '"in"', ...at, ...item });
    return id;
  }

  /** An experiment on a version of a dataset; gives its id. */
  async experiment(datasetId: string, experiment: Row = {}): Promise<string> {
    const id = newId();
    const facts = { dataset_version: 1, version_item_count: 0, status: 'running', created_at: nowIso() };
    await this.insert('experiments', { id, name: id, dataset_id: datasetId, ...facts, ...experiment });
    return id;
  }

  /** A run of an item; gives its id. */
  async run(experimentId: string, itemId: string, run: Row = {}): Promise<string> {
    const id = newId();
    const facts = { experiment_id: experimentId, dataset_item_id: itemId, output: '"out"', created_at: nowIso() };
    await this.insert('runs', { id, ...facts, ...run });
    return id;
  }

  /** A run with an experiment, dataset and item of its own; gives its id. */
  async wholeRun(run: Row = {}, item: Row = {}, experiment: Row = {}): Promise<string> {
    await this.project();
    const datasetId = await this.dataset();
    const itemId = await this.item(datasetId, item);
    return this.run(await this.experiment(datasetId, experiment), itemId, run);
  }

  /** Any row of a table of the project. */
  async insert(table: string, row: Row): Promise<void> {
    const all: Row = { project_id: this.projectId, ...row };
    const places = Object.keys(all).map((_, index) => `$${index + 1}`);
    const text = `INSERT INTO ${table} (${Object.keys(all).join(', ')}) VALUES (${places.join(', ')})`;
    await this.api.app.get(Database).run(text, Object.values(all));
  }
}
