import { type DynamicModule, Global, Module } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { type ConnectionSettings, dataSourceOptions } from './data-source';
import { Database } from './database';

/** Opens the pool of the process and gives {@link Database} to every module. Entities register themselves (`forFeature`). */
@Global()
@Module({})
export class DatabaseModule {
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
      ],
      exports: [Database],
    };
  }
}
