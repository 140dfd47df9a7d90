import { InstantField, NameField, ProjectIdField } from '@assay/shared/http/fields';

/** Body of `POST /v1/projects`. */
export class CreateProjectDto {
  @ProjectIdField({ description: 'The id of the project, chosen by you.', optional: false })
  id: string;

  @NameField({ description: 'A name for people.', example: 'Support bot', optional: true })
  name?: string | null;
}

/** A project. */
export class ProjectDto {
  @ProjectIdField({ description: 'The id of the project.', optional: false })
  id: string;

  @NameField({ description: 'A name for people.', example: 'Support bot', optional: true })
  name: string | null;

  @InstantField({ description: 'When the project was made.', example: '2026-02-21T22:00:00.000Z' })
  created_at: string;
}
