import { type DynamicModule, Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { type ConnectionSettings, dataSourceOptions } from './data-source';
import { Database } from './database';
import { Listener } from './listener';

/**
 * Opens the pool of the process and gives {@link Database} and {@link Listener} to every module. Entities register
 * themselves (`forFeature`).
 */
@Global()
@Module({})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(private readonly listener: Listener) {}

  static with(settings: ConnectionSettings): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRoot({
          ...dataSourceOptions(settings),
          autoLoadEntities: true,
          migrations: [],
          retryAttempts: 10,
          retryDelay: 1_000,
        }),
      ],
      providers: [
        { provide: Database, inject: [getDataSourceToken()], useFactory: (source: DataSource) => new Database(source) },
        { provide: Listener, useFactory: () => new Listener(settings.url, settings.acquireTimeoutMs) },
      ],
      exports: [Database, Listener],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.listener.close();
  }
}
