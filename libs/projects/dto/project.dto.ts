import { InstantField, NameField, ProjectIdField, WholeField } from '@assay/shared/http/fields';

/** A hundred years: whoever wants more keeps traces for good. */
const MAX_RETENTION_DAYS = 36_500;

const RetentionField = (): PropertyDecorator =>
  WholeField({
    description:
      'Days after which a trace is deleted with all that hangs on it, counted from when its first span arrived. null: never.',
    example: 90,
    min: 1,
    max: MAX_RETENTION_DAYS,
    optional: true,
  });

/** Body of `POST /v1/projects`. */
export class CreateProjectDto {
  @ProjectIdField({ description: 'The id of the project, chosen by you.', optional: false })
  id: string;

  @NameField({ description: 'A name for people.', example: 'Support bot', optional: true })
  name?: string | null;

  @RetentionField()
  retention_days?: number | null;
}

/** Body of `PATCH /v1/projects/:id`: what is absent stays, null clears. */
export class UpdateProjectDto {
  @NameField({ description: 'A name for people.', example: 'Support bot', optional: true })
  name?: string | null;

  @RetentionField()
  retention_days?: number | null;
}

/** A project. */
export class ProjectDto {
  @ProjectIdField({ description: 'The id of the project.', optional: false })
  id: string;

  @NameField({ description: 'A name for people.', example: 'Support bot', optional: true })
  name: string | null;

  @RetentionField()
  retention_days: number | null;

  @InstantField({ description: 'When the project was made.', example: '2026-02-21T22:00:00.000Z' })
  created_at: string;
}
