import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';

/** Metadata key of handlers that ignore `Idempotency-Key`. */
export const IGNORES_IDEMPOTENCY_KEY = 'assay:ignores-idempotency-key';
/** Marks their operations until the document is finished. */
export const IGNORES_IDEMPOTENCY_KEY_EXTENSION = 'x-ignores-idempotency-key';

/**
 * A POST whose repeat is an ordinary request: its answer must not be kept (it holds a secret, or is streamed), or the
 * endpoint knows what it has seen by itself (contract section 9).
 */
export const IgnoresIdempotencyKey = (): MethodDecorator =>
  applyDecorators(SetMetadata(IGNORES_IDEMPOTENCY_KEY, true), ApiExtension(IGNORES_IDEMPOTENCY_KEY_EXTENSION, true));
