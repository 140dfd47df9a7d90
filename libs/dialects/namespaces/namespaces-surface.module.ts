import { Module } from '@nestjs/common';
import { DatasetsModule } from '@assay/datasets';
import { NamespaceCollectionsController } from './namespace-collections.controller';
import { NamespaceCollectionsService } from './namespace-collections.service';
import { NamespaceDatasetsController } from './namespace-datasets.controller';
import { NamespaceDatasetsService } from './namespace-datasets.service';
import { NamespaceProjectsService } from './namespace-projects.service';
import { NamespacesController } from './namespaces.controller';

/** Namespaces, projects, datasets and collections by their slugs and names, at `/namespaces`. */
@Module({
  imports: [DatasetsModule],
  controllers: [NamespacesController, NamespaceDatasetsController, NamespaceCollectionsController],
  providers: [NamespaceProjectsService, NamespaceDatasetsService, NamespaceCollectionsService],
})
export class NamespacesSurfaceModule {}
