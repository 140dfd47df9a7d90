export { AppError, envelopeOf, type AppErrorOptions, type ErrorEnvelope } from './app-error';
export { ERROR_CATALOGUE, type CatalogueEntry, type ErrorCode } from './catalogue';
export * from './generated/error-classes';
