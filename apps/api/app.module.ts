import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { AnnotationsModule } from '@assay/annotations';
import { type ConnectionSettings, DatabaseModule } from '@assay/database';
import { DatasetsModule } from '@assay/datasets';
import { DialectsModule } from '@assay/dialects';
import { ExecutionEventsModule, ExperimentsModule } from '@assay/experiments';
import { JobsModule } from '@assay/jobs';
import { ProjectsModule } from '@assay/projects';
import { ProvidersModule } from '@assay/providers';
import { RetriesModule } from '@assay/retries';
import { ScoresModule } from '@assay/scores';
import { AccessGuard } from '@assay/shared/auth';
import { type Config, ConfigModule } from '@assay/shared/config';
import { BodyPipe, EnvelopeFilter } from '@assay/shared/http';
import { OutboundModule } from '@assay/shared/outbound';
import { SecretsModule } from '@assay/shared/secrets';
import { TracesModule } from '@assay/traces';
import { HealthModule } from './health/health.module';
import { OperationsModule } from './operations/operations.module';

/** Every module of the service, on one database. */
@Module({})
export class AppModule {
  static with(config: Config, connection: ConnectionSettings): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.with(config),
        DatabaseModule.with(connection),
        SecretsModule,
        OutboundModule,
        JobsModule,
        RetriesModule,
        ProjectsModule,
        ProvidersModule,
        DatasetsModule,
        ScoresModule,
        AnnotationsModule,
        TracesModule,
        ExperimentsModule,
        ExecutionEventsModule,
        DialectsModule,
        HealthModule,
        OperationsModule.with(config),
      ],
      providers: [
        { provide: APP_FILTER, useClass: EnvelopeFilter },
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_PIPE, useClass: BodyPipe },
      ],
    };
  }
}
