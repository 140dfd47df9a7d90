import { Injectable } from '@nestjs/common';
import { type DatasetDto, DatasetsService } from '@assay/datasets';
import { ExperimentsService } from '@assay/experiments';
import type { Caller } from '@assay/shared/auth';
import { InvalidRequestError } from '@assay/shared/errors';
import { projectIdProblem } from '@assay/shared/http/fields';
import { MAX_LIMIT, type UseCaseDatasetsQuery } from './dto/skip-limit.query';
import type {
  CountedUseCaseDatasetDto,
  CreateUseCaseDatasetDto,
  ListedUseCaseDatasetDto,
  UpdateUseCaseDatasetDto,
  UseCaseDatasetDto,
} from './dto/use-case-dataset.dto';

/**
 * The project that a use case is.
 * @throws {NotFoundError} for another one than the token's
 * @throws {InvalidRequestError} for what cannot be the id of a project
 */
function projectOf(caller: Caller, useCaseId: string): string {
  const problem = projectIdProblem(useCaseId);
  caller.mustSee(useCaseId);
  if (problem === undefined) return useCaseId;
  throw new InvalidRequestError(`the use case id ${problem}`, { field: 'useCaseId' });
}

function shown(dataset: DatasetDto): UseCaseDatasetDto {
  return {
    id: dataset.id,
    use_case_id: dataset.project_id,
    name: dataset.name,
    description: dataset.description,
    input_schema: dataset.input_schema,
    expected_output_schema: dataset.expected_output_schema,
    default_assertions: dataset.default_assertions,
    created_at: dataset.created_at,
    updated_at: dataset.updated_at,
  };
}

function listed(dataset: DatasetDto): ListedUseCaseDatasetDto {
  const { id, use_case_id, name, description, created_at, updated_at } = shown(dataset);
  return { id, use_case_id, name, description, item_count: dataset.item_count, created_at, updated_at };
}

/** Datasets, as those who know projects as use cases see them. */
@Injectable()
export class UseCaseDatasetsService {
  constructor(
    private readonly datasets: DatasetsService,
    private readonly experiments: ExperimentsService,
  ) {}

  /** The datasets of a use case, newest first; none for one that is not known. */
  async list(caller: Caller, useCaseId: string, query: UseCaseDatasetsQuery): Promise<ListedUseCaseDatasetDto[]> {
    const projectId = projectOf(caller, useCaseId);
    const slice = { offset: query.skip ?? 0, count: query.limit ?? MAX_LIMIT };
    return (await this.datasets.slice(projectId, slice)).rows.map(listed);
  }

  /** Makes a dataset, and the project if it is new. Throws as {@link DatasetsService.create}. */
  async create(caller: Caller, useCaseId: string, body: CreateUseCaseDatasetDto): Promise<UseCaseDatasetDto> {
    return shown(await this.datasets.create(caller, { ...known(body), project_id: projectOf(caller, useCaseId) }));
  }

  /** @throws {NotFoundError} */
  async get(caller: Caller, id: string): Promise<CountedUseCaseDatasetDto> {
    const dataset = await this.datasets.get(caller, id);
    const runs = await this.experiments.countOn(dataset.project_id, id);
    return { ...shown(dataset), item_count: dataset.item_count, eval_run_count: runs };
  }

  /** Sets what the body gives. Throws as {@link DatasetsService.update}. */
  async update(caller: Caller, id: string, body: UpdateUseCaseDatasetDto): Promise<UseCaseDatasetDto> {
    return shown(await this.datasets.update(caller, id, known(body)));
  }

  /** @throws {NotFoundError} */
  async delete(caller: Caller, id: string): Promise<void> {
    await this.datasets.delete(caller, id);
  }
}

/** The fields of a body that this surface has: others are ignored, even where `/v1` knows them. */
function known<Body extends UpdateUseCaseDatasetDto>(body: Body): Body {
  const { name, description, input_schema, expected_output_schema, default_assertions } = body;
  return { name, description, input_schema, expected_output_schema, default_assertions } as Body;
}
