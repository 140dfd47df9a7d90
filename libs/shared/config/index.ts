export { type Config, type JwtConfig, loadConfig } from './config';
export { CONFIG, ConfigModule } from './config.module';
export { ConfigError, type Environment } from './environment';
