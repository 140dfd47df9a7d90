import { Injectable } from '@nestjs/common';
import { Database } from '@assay/database';
import { DatasetDirectory, type ItemDto, ItemsService, type ItemValues, knownDataset } from '@assay/datasets';
import { notFound } from '@assay/projects';
import type { Caller } from '@assay/shared/auth';
import { NoRootInputError, NoRootSpanError } from '@assay/shared/errors';
import { isServerId } from '@assay/shared/ids';
import { rawJson } from '@assay/shared/json';
import { AnnotationRepository, type ConvertibleRow } from './annotation.repository';
import type { ToDatasetItemDto } from './dto/annotation.dto';

/** Makes dataset items of annotations: what failed becomes what is tested. */
@Injectable()
export class ConversionService {
  constructor(
    private readonly database: Database,
    private readonly annotations: AnnotationRepository,
    private readonly directory: DatasetDirectory,
    private readonly items: ItemsService,
  ) {}

  /**
   * Adds an item of an annotation to a dataset of the same project, in two statements: one reads everything, one writes.
   * @throws {NotFoundError} for an unknown annotation, or a dataset that its project does not have
   * @throws {NoRootSpanError} when the trace has no root
   * @throws {NoRootInputError} when the root has no input
   * @throws {InvalidRequestError} when the item does not fit the dataset's schemas
   */
  async convert(caller: Caller, id: string, { dataset_id: datasetId }: ToDatasetItemDto): Promise<ItemDto> {
    const row = await this.find(caller, id, datasetId);
    const values = itemOf(row);
    this.directory.remember(knownDataset(datasetId, row));
    const added = await this.database.transaction((tx) => this.items.addItems(tx, row.project_id, datasetId, [values]));
    const [item] = added ?? [];
    if (item === undefined) throw notFound('dataset', datasetId);
    return item;
  }

  private async find(caller: Caller, id: string, datasetId: string): Promise<ConvertibleRow> {
    if (!isServerId(id)) throw notFound('annotation', id);
    if (!isServerId(datasetId)) throw notFound('dataset', datasetId);
    const project = caller.boundProject ?? undefined;
    const row = await this.annotations.findConvertible(this.database, id, datasetId, project);
    if (row === undefined) throw notFound('annotation', id);
    if (row.dataset_id === null) throw notFound('dataset', datasetId);
    return row;
  }
}

/** The item of an annotation: also for one of a span, the input is that of the whole trace. */
function itemOf(row: ConvertibleRow): ItemValues {
  const details = { trace_id: row.trace_id };
  if (row.root_span_id === null) throw new NoRootSpanError(`${row.trace_id} has no root span`, details);
  if (row.input === null || row.input.trim() === 'null') {
    throw new NoRootInputError(`the root span of ${row.trace_id} has no input`, details);
  }
  return {
    input: rawJson(row.input),
    expected_output: row.correction === null ? null : rawJson(row.correction),
    metadata: {
      source: 'annotation',
      source_trace_id: row.trace_id,
      source_annotation_id: row.id,
      annotator: row.annotator,
    },
  };
}
