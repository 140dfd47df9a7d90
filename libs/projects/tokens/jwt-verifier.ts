import { Inject, Injectable } from '@nestjs/common';
import { Caller, type Role } from '@assay/shared/auth';
import { CONFIG, type Config } from '@assay/shared/config';
import { UnavailableError } from '@assay/shared/errors';
import { projectIdProblem } from '@assay/shared/http/fields';
import {
  createRemoteJWKSet,
  errors,
  type JWTPayload,
  jwtVerify,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
} from 'jose';

// Asymmetric algorithms only: a public key must never be taken as the secret of an HMAC (algorithm confusion).
const JWKS_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
const CLOCK_TOLERANCE_SECONDS = 5;
const RETRY_AFTER_SECONDS = 2;

function callerOf(payload: JWTPayload): Caller | undefined {
  const { role, project_id: project, sub, exp } = payload as JWTPayload & { role?: unknown; project_id?: unknown };
  if (exp === undefined) return undefined;
  const keyId = `jwt:${typeof sub === 'string' ? sub : ''}:${typeof project === 'string' ? project : ''}`;
  if (role === 'admin') return project === undefined ? new Caller('admin', null, keyId) : undefined;
  if (role !== 'read' && role !== 'write') return undefined;
  if (typeof project !== 'string' || projectIdProblem(project) !== undefined) return undefined;
  return new Caller(role satisfies Role, project, keyId);
}

/** Whether a check failed because of the key set and not the token: no connection, no answer in time, or not a key set. */
function isKeySetAway(error: unknown): boolean {
  if (!(error instanceof errors.JOSEError)) return true;
  // The generic code stands for an answer that is not 200 or not JSON; every fault of a token has a code of its own.
  return (
    error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid || error.code === 'ERR_JOSE_GENERIC'
  );
}

/**
 * Checks JSON Web Tokens (RFC 7519) with the secret or key set of the configuration: signature, `exp` (required),
 * `nbf`, and `iss`, `aud` where configured. `alg: none` and algorithms of the other family are refused.
 */
@Injectable()
export class JwtVerifier {
  private readonly secret: Uint8Array | undefined;
  private readonly keySet: JWTVerifyGetKey | undefined;
  private readonly options: JWTVerifyOptions;

  constructor(@Inject(CONFIG) config: Config) {
    const { secret, jwksUrl, issuer, audience } = config.jwt;
    this.secret = secret === undefined ? undefined : new TextEncoder().encode(secret);
    this.keySet = jwksUrl === undefined ? undefined : createRemoteJWKSet(new URL(jwksUrl));
    this.options = {
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      ...(issuer === undefined ? {} : { issuer }),
      ...(audience === undefined ? {} : { audience }),
    };
  }

  /** The caller of a token, or undefined when it is not valid or JWTs are not configured. */
  async verify(token: string): Promise<Caller | undefined> {
    const payload = (await this.bySecret(token)) ?? (await this.byKeySet(token));
    return payload === undefined ? undefined : callerOf(payload);
  }

  private async bySecret(token: string): Promise<JWTPayload | undefined> {
    if (this.secret === undefined) return undefined;
    try {
      return (await jwtVerify(token, this.secret, { ...this.options, algorithms: ['HS256'] })).payload;
    } catch {
      return undefined;
    }
  }

  private async byKeySet(token: string): Promise<JWTPayload | undefined> {
    if (this.keySet === undefined) return undefined;
    try {
      return (await jwtVerify(token, this.keySet, { ...this.options, algorithms: JWKS_ALGORITHMS })).payload;
    } catch (error) {
      if (!isKeySetAway(error)) return undefined;
      throw new UnavailableError(
        'the key set of the tokens is not reachable; try again',
        {},
        { cause: error, retryAfterSeconds: RETRY_AFTER_SECONDS },
      );
    }
  }
}
