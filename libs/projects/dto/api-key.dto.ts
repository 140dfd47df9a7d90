import {
  ChoiceField,
  InstantField,
  NameField,
  ProjectIdField,
  ServerIdField,
  TextField,
} from '@assay/shared/http/fields';

/** Body of `POST /v1/projects/:id/api-keys`. */
export class CreateApiKeyDto {
  @NameField({ description: 'What the key is for.', example: 'ci' })
  name: string;

  @ChoiceField({ description: 'What the key may do in its project.', choices: ['read', 'write'], example: 'write' })
  role: 'read' | 'write';

  @InstantField({
    description: 'When the key ends; it never does when left out.',
    example: '2027-01-01T00:00:00.000Z',
    optional: true,
  })
  expires_at?: string | null;
}

/** An API key, without the key itself. */
export class ApiKeyDto {
  @ServerIdField({ description: 'The id of the key.', example: '019a0c3e-7b1d-7c55-8f0e-3d8a4a1f2b6c' })
  id: string;

  @NameField({ description: 'What the key is for.', example: 'ci' })
  name: string;

  @ChoiceField({ description: 'What the key may do in its project.', choices: ['read', 'write'], example: 'write' })
  role: 'read' | 'write';

  @ProjectIdField({ description: 'The project of the key.', optional: false })
  project_id: string;

  @TextField({ description: 'The first characters of the key, to tell keys apart.', example: 'assay_k7Qw' })
  prefix: string;

  @InstantField({ description: 'When the key ends, if it does.', example: null, optional: true })
  expires_at: string | null;

  @InstantField({ description: 'When the key was made.', example: '2026-02-21T22:00:00.000Z' })
  created_at: string;

  @InstantField({ description: 'When the key was last used, to about a minute.', example: null, optional: true })
  last_used_at: string | null;
}

/** A key just made: the only answer that holds the key itself. */
export class NewApiKeyDto extends ApiKeyDto {
  @TextField({ description: 'The key. It is shown this once and stored only as a hash.', example: 'assay_k7QwH2…' })
  key: string;
}
