export { asAppError, JSON_MEDIA_TYPES, noSuchEndpoint } from './as-app-error';
export { LINES_MEDIA_TYPES, readBodies } from './bodies';
export { BodyMayBeAbsent, BodyPipe } from './body.pipe';
export { DeletedDto } from './deleted';
export { describeError, type ErrorDescription } from './describe-error';
export { BODY_EXAMPLE_EXTENSION, Documented, type EndpointText, errorResponses, pageClass } from './documented';
export { EnvelopeFilter, sendError } from './envelope.filter';
export {
  IGNORES_IDEMPOTENCY_KEY,
  IGNORES_IDEMPOTENCY_KEY_EXTENSION,
  IgnoresIdempotencyKey,
} from './ignores-idempotency-key';
export { inflated } from './inflate';
export { type HttpRouteConfig, mediaTypeOf, type WrittenError } from './route-config';
export { SentBody } from './sent-body';
