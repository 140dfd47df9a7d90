import type { Caller } from './caller';

/** Checks bearer tokens; `libs/projects` implements it on API keys and JWTs. */
export abstract class TokenVerifier {
  /** The caller that a token stands for, or `undefined` when the token is not valid (any more). */
  abstract verify(token: string): Promise<Caller | undefined>;
}
