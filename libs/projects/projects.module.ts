import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { TokenVerifier } from '@assay/shared/auth';
import { CursorCodec } from '@assay/shared/pagination';
import { ApiKeyEntity } from './entities/api-key.entity';
import { NamespaceEntity } from './entities/namespace.entity';
import { ProjectEntity } from './entities/project.entity';
import { SettingEntity } from './entities/setting.entity';
import { Installation } from './installation';
import { AdminKey } from './keys/admin-key';
import { ApiKeyRepository } from './keys/api-key.repository';
import { ApiKeysService } from './keys/api-keys.service';
import { KeyVerifier } from './keys/key-verifier';
import { NamespaceRepository } from './namespaces/namespace.repository';
import { NamespacesService } from './namespaces/namespaces.service';
import { ProjectRegistry } from './project-registry';
import { ProjectRepository } from './project.repository';
import { ProjectsController } from './projects.controller';
import { ProjectsService } from './projects.service';
import { ResourceLocator } from './resource-locator';
import { RetentionSchedule } from './retention-schedule';
import { SummaryController } from './summary/summary.controller';
import { SummaryRepository } from './summary/summary.repository';
import { SummaryService } from './summary/summary.service';
import { BearerVerifier } from './tokens/bearer-verifier';
import { JwtVerifier } from './tokens/jwt-verifier';

/** Projects, keys and tokens; every domain builds on them, so they are given to all modules. */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([ProjectEntity, NamespaceEntity, ApiKeyEntity, SettingEntity])],
  controllers: [ProjectsController, SummaryController],
  providers: [
    AdminKey,
    ApiKeyRepository,
    ApiKeysService,
    Installation,
    JwtVerifier,
    KeyVerifier,
    NamespaceRepository,
    NamespacesService,
    ProjectRegistry,
    ProjectRepository,
    ProjectsService,
    ResourceLocator,
    RetentionSchedule,
    SummaryRepository,
    SummaryService,
    { provide: TokenVerifier, useClass: BearerVerifier },
    {
      provide: CursorCodec,
      inject: [Installation],
      useFactory: (installation: Installation) => installation.cursorCodec(),
    },
  ],
  exports: [
    AdminKey,
    CursorCodec,
    NamespacesService,
    ProjectRegistry,
    ResourceLocator,
    RetentionSchedule,
    TokenVerifier,
  ],
})
export class ProjectsModule {}
