import { rulesOf, type Rule } from '../rule';

/** Projects, keys, JWTs and health. */
export const SECTION_8: readonly Rule[] = rulesOf('8', [
  [
    'Creating a key answers it whole, the key this once',
    'projects.spec.ts › the key is answered once, listed without it, and works until it is revoked',
    'contract-projects.spec.ts › creation answers the whole key, with expires_at normalised',
  ],
  [
    'name, role read or write and an optional expires_at; else 400',
    'contract-projects.spec.ts › 400: %s of %j',
    'auth.spec.ts › for a key that has expired; one that ends in the past is not made',
  ],
  ['A key ends at expires_at', 'auth.spec.ts › for a key that has expired; one that ends in the past is not made'],
  [
    'Deleting a key ends it in every process',
    'auth.spec.ts › a revoked key ends at once in this process',
    'auth.spec.ts › a key made in one works in the other at once, and ends there too when it is revoked',
    'auth.spec.ts › no process goes on with a key for longer than 5 s',
  ],
  [
    'Keys of a project are deleted by their id only there',
    'contract-projects.spec.ts › DELETE answers the id once; a key of another project is not found',
  ],
  ['Only admins make keys', 'auth.spec.ts › a key of a project does nothing that needs an admin'],
  [
    'POST /v1/projects: 201; without id 400; taken 409 CONFLICT',
    'projects.spec.ts › 201: creates a project with the id that the caller chose',
    'projects.spec.ts › 400: without an id',
    'projects.spec.ts › 409: for an id that is taken',
    'contract-projects.spec.ts › POST /v1/projects: one of many at once gets the id, the others CONFLICT',
  ],
  [
    'GET /v1/projects lists every project, for admins',
    'contract-projects.spec.ts › GET /v1/projects: every project, newest first',
    'auth.spec.ts › a key of a project does nothing that needs an admin',
  ],
  ['Keys are stored hashed', 'auth.spec.ts › only its hash is stored'],
  [
    'A key is never logged',
    'auth.spec.ts › keys, names and bodies never reach the log',
    'logs.spec.ts › in the token, the query, the body, a header or the path',
  ],
  [
    'A JWT is accepted when AUTH_JWT_SECRET (HS256) is set',
    'jwt.spec.ts › a writer writes to its project and sees no other',
    'jwt.spec.ts › a reader reads and cannot write',
    'jwt.spec.ts › an admin sees every project',
    'jwt.spec.ts › API keys go on working beside JWTs',
  ],
  [
    'A JWT is accepted when AUTH_JWKS_URL is set',
    'jwt.spec.ts › a token signed with %s is accepted',
    'jwt.spec.ts › nobody listens',
  ],
  [
    'Without either no JWT is accepted',
    'jwt.spec.ts › 401: without AUTH_JWT_SECRET and AUTH_JWKS_URL no JWT is accepted',
  ],
  [
    'exp, nbf, iss and aud are checked; role and project_id are needed',
    'jwt.spec.ts › 401: a token that %s',
    'jwt.spec.ts › 401: exp and role are checked here too',
  ],
  [
    'alg none and algorithm confusion are refused',
    'jwt.spec.ts › 401: alg %j',
    'jwt.spec.ts › 401: algorithm confusion, an HS256 token signed with what everybody knows of the key',
    'jwt.spec.ts › 401: alg none, an unknown kid, a key that is not in the set, a header of another algorithm',
  ],
  [
    'GET /health/live and /health/ready: 200 or 503, without a token',
    'contract-health.spec.ts › GET /health/ready is 503 UNAVAILABLE while migrations are missing, and 200 when they are applied; live is 200',
    'database-away.spec.ts › 503 UNAVAILABLE with Retry-After on reads and writes, not ready but alive; then all is well without a restart',
    'shutdown.spec.ts › is not ready, answers the request in flight, refuses new ones with 503, closes idle connections, then the port',
  ],
]);
