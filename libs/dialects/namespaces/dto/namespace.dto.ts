import {
  InstantField,
  ListField,
  NameField,
  ProjectIdField,
  ServerIdField,
  SlugField,
} from '@assay/shared/http/fields';
import { NumberedPageDto } from '../paging';

const SLUG = {
  description:
    'Its name in paths: 1 to 64 lower-case letters, digits, `-`, `_` and `.`, with a letter or digit at both ends.',
};
const NAME = { description: 'A name for people.', optional: true };
const CREATED_AT = { description: 'When it was made.', example: '2026-04-15T09:00:00.000Z' };

/** Body of `POST /namespaces`. */
export class CreateNamespaceDto {
  @SlugField({ ...SLUG, example: 'vision-team' })
  slug: string;

  @NameField({ ...NAME, example: 'Vision team' })
  name?: string | null;
}

/** Body of `POST /namespaces/:slug/projects`. */
export class CreateNamespaceProjectDto {
  @SlugField({ ...SLUG, description: `${SLUG.description} Unique in its namespace only.`, example: 'robots' })
  slug: string;

  @NameField({ ...NAME, example: 'Robots' })
  name?: string | null;
}

/** A namespace. */
export class NamespaceDto {
  @ServerIdField({ description: 'The id of the namespace.', example: 'namespace-id' })
  id: string;

  @SlugField({ ...SLUG, example: 'vision-team' })
  slug: string;

  @NameField({ ...NAME, example: 'Vision team' })
  name: string | null;

  @InstantField(CREATED_AT)
  createdAt: string;
}

/** A project of a namespace. */
export class NamespaceProjectDto {
  @ProjectIdField({ description: 'The id of the project, on every surface.', example: 'space-id', optional: false })
  id: string;

  @ProjectIdField({ description: 'The same, by the name that datasets use.', example: 'space-id', optional: false })
  projectId: string;

  @SlugField({ description: 'The slug of its namespace.', example: 'vision-team' })
  namespace: string;

  @SlugField({ ...SLUG, example: 'robots' })
  slug: string;

  @NameField({ ...NAME, example: 'Robots' })
  name: string | null;

  @InstantField(CREATED_AT)
  createdAt: string;
}

/** A page of namespaces. */
export class NamespacesPageDto extends NumberedPageDto {
  @ListField({ description: 'The namespaces of this page, newest first.', of: () => NamespaceDto })
  namespaces: NamespaceDto[];
}

/** A page of the projects of a namespace. */
export class NamespaceProjectsPageDto extends NumberedPageDto {
  @ListField({ description: 'The projects of this page, newest first.', of: () => NamespaceProjectDto })
  projects: NamespaceProjectDto[];
}
