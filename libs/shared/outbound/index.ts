export { addressKind, type AddressKind } from './address-guard';
export { Outbound, type OutboundAnswer, type OutboundRequest } from './outbound';
export { OutboundError, type OutboundErrorKind, PARTIAL_BYTES, type PartialAnswer } from './outbound.error';
export { OutboundModule } from './outbound.module';
export { outboundUrlProblem } from './outbound-url';
export { retryAfterMs } from './retry-after';
