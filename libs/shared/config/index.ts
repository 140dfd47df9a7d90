export { type Config, type JwtConfig, type LlmConfig, loadConfig } from './config';
export { CONFIG, ConfigModule } from './config.module';
export { ConfigError, type Environment } from './environment';
