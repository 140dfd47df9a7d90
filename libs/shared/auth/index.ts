export { AccessGuard } from './access.guard';
export { authenticateEarly } from './authenticate';
export { Caller, type Role } from './caller';
export {
  Authenticated,
  type AuthenticatedRequest,
  CurrentCaller,
  IS_PUBLIC,
  Needs,
  NEEDED_ROLE,
  Public,
} from './decorators';
export { TokenVerifier } from './token-verifier';
