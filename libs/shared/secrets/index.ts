export { SealedValueError, Secrets } from './secrets';
export { SecretsModule } from './secrets.module';
