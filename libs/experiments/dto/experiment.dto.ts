import {
  ChoiceField,
  FlagField,
  InstantField,
  MetadataField,
  NameField,
  NestedField,
  ProjectIdField,
  ServerIdField,
  WholeField,
} from '@assay/shared/http/fields';
import { PageQuery } from '@assay/shared/pagination';
import { EXPERIMENT_STATUSES, type ExperimentStatus } from '../entities/experiment.entity';
import { ExecutionDto } from '../execution/dto/execution.dto';
import { ThresholdDto } from './threshold.dto';

/** Body of `POST /v1/experiments`. */
export class CreateExperimentDto {
  @ProjectIdField()
  project_id?: string | null;

  @NameField({ description: 'A name for people; several experiments may share one.', example: 'gpt-4o-baseline' })
  name: string;

  @ServerIdField({
    description: 'The dataset, as it stands now: later changes of its items do not matter.',
    example: 'ds-1',
  })
  dataset_id: string;

  @ServerIdField({
    description:
      'Limits the experiment to the items of this collection, as it stands now: those of its members that are items of the dataset. Runs of other items are refused.',
    example: null,
    optional: true,
  })
  collection_id?: string | null;

  @MetadataField({
    description: 'Anything to find the experiment by.',
    example: { model: 'gpt-4o', prompt_version: 'v3' },
    optional: true,
  })
  metadata?: Record<string, unknown> | null;

  @FlagField({
    description:
      'Whether the experiment completes itself once every item of its dataset version, or of its collection, has a run.',
    optional: true,
    default: false,
  })
  auto_complete?: boolean | null;

  @NestedField({
    description: 'A quality gate; the summary answers it as `threshold_result`.',
    of: () => ThresholdDto,
    optional: true,
  })
  threshold?: ThresholdDto | null;
}

/** Query of `GET /v1/experiments`. */
export class ExperimentQuery extends PageQuery {
  @ProjectIdField({ description: 'The project to list. Optional for a key that is bound to one.', keepsNull: false })
  project_id?: string;
}

/** An experiment. */
export class ExperimentDto {
  @ServerIdField({ description: 'The id of the experiment.', example: '019a0c3e-7b1d-7c55-8f0e-3d8a4a1f2b6c' })
  id: string;

  @ProjectIdField({ description: 'The project of the experiment.', optional: false })
  project_id: string;

  @NameField({ description: 'Its name.', example: 'gpt-4o-baseline' })
  name: string;

  @ServerIdField({
    description: 'The dataset it runs over; it may be deleted by now.',
    example: '019a0c3e-7b1d-7c55-8f0e-3d8a4a1f2b6d',
  })
  dataset_id: string;

  @WholeField({ description: 'The version of the dataset when the experiment was made.', example: 3, min: 1 })
  dataset_version: number;

  @ServerIdField({
    description:
      'The collection whose items it is limited to, as they were then; it may have changed or be deleted by now.',
    example: null,
    optional: true,
  })
  collection_id: string | null;

  @ChoiceField({
    description: 'How far it is; `running` from its first run on.',
    choices: EXPERIMENT_STATUSES,
    example: 'created',
  })
  status: ExperimentStatus;

  @FlagField({
    description: 'Whether it completes itself once every item of its dataset version has a run.',
    example: false,
  })
  auto_complete: boolean;

  @MetadataField({ description: 'Anything to find the experiment by.', example: { model: 'gpt-4o' } })
  metadata: unknown;

  @InstantField({ description: 'When it was made.', example: '2026-02-21T22:00:00.000Z' })
  created_at: string;

  @InstantField({ description: 'When it was completed.', example: null, optional: true })
  completed_at: string | null;

  @NestedField({
    description: 'How far the service is with executing it; null when it was never asked to.',
    of: () => ExecutionDto,
    example: null,
    optional: true,
  })
  execution: ExecutionDto | null;
}
