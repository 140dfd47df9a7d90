import { Injectable } from '@nestjs/common';
import { type Caller, TokenVerifier } from '@assay/shared/auth';
import { KeyVerifier } from '../keys/key-verifier';
import { JwtVerifier } from './jwt-verifier';

// Three base64url parts: the compact form of a JWT (RFC 7515, section 3.1). API keys have no dots unless an operator chose one.
const JWT_FORM = /^[\w-]+\.[\w-]+\.[\w-]*$/;

/** Checks any bearer token: JWTs by their form, everything else, and what is no valid JWT, as an API key. */
@Injectable()
export class BearerVerifier extends TokenVerifier {
  constructor(
    private readonly keys: KeyVerifier,
    private readonly jwts: JwtVerifier,
  ) {
    super();
  }

  async verify(token: string): Promise<Caller | undefined> {
    const byJwt = JWT_FORM.test(token) ? await this.jwts.verify(token) : undefined;
    return byJwt ?? this.keys.verify(token);
  }
}
