import {
  ClientIdField,
  InstantField,
  NameField,
  PayloadField,
  ProjectIdField,
  ServerIdField,
  TextField,
} from '@assay/shared/http/fields';
import { PageQuery } from '@assay/shared/pagination';

const TRACE = { description: 'The trace.', example: 'trace-abc' };
const SPAN = { description: 'The span; left out for the whole trace.', example: 'span-B', optional: true };
const ANNOTATOR = { description: 'Who judges.', example: 'alice@example.com' };
const LABEL = { description: 'What it is, in a word.', example: 'hallucination', optional: true };
const CORRECTION = {
  description: 'What should have come out: any JSON value, kept exactly.',
  example: 'The correct answer is Paris, not Lyon.',
  optional: true,
};
const NOTES = {
  description: 'Anything else, in words.',
  example: 'Model confused capital with second-largest city.',
  optional: true,
};
const PROJECT = { description: 'The project of the trace; needed only where several projects hold this trace id.' };

/** Body of `POST /v1/annotations`. */
export class CreateAnnotationDto {
  @ClientIdField(TRACE)
  trace_id: string;

  @ClientIdField(SPAN)
  span_id?: string | null;

  @NameField(ANNOTATOR)
  annotator: string;

  @NameField(LABEL)
  label?: string | null;

  @PayloadField(CORRECTION)
  correction?: unknown;

  @TextField(NOTES)
  notes?: string | null;

  @ProjectIdField(PROJECT)
  project_id?: string | null;
}

/** Query of `GET /v1/annotations`. */
export class ListAnnotationsQuery extends PageQuery {
  @ClientIdField(TRACE)
  trace_id: string;

  @ClientIdField({ description: 'Only the annotations of this span.', optional: true, keepsNull: false })
  span_id?: string;

  @ProjectIdField({ ...PROJECT, keepsNull: false })
  project_id?: string;
}

/** Body of `POST /v1/annotations/:id/to-dataset-item`. */
export class ToDatasetItemDto {
  @ServerIdField({ description: 'The dataset that gets the item; of the same project.', example: 'ds-1' })
  dataset_id: string;
}

/** A judgement of a person on a trace or one of its spans. It never changes. */
export class AnnotationDto {
  @ServerIdField({ description: 'The id of the annotation.', example: '019a0c3e-7b1d-7c55-8f0e-3d8a4a1f2b6c' })
  id: string;

  @ProjectIdField({ description: 'The project of the trace.', optional: false })
  project_id: string;

  @ClientIdField(TRACE)
  trace_id: string;

  @ClientIdField(SPAN)
  span_id: string | null;

  @NameField(ANNOTATOR)
  annotator: string;

  @NameField(LABEL)
  label: string | null;

  @PayloadField(CORRECTION)
  correction: unknown;

  @TextField(NOTES)
  notes: string | null;

  @InstantField({ description: 'When the annotation was made.', example: '2026-02-21T22:00:00.000Z' })
  created_at: string;
}
