import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DatasetsModule } from '@assay/datasets';
import { AnnotationRepository } from './annotation.repository';
import { AnnotationsController } from './annotations.controller';
import { AnnotationsService } from './annotations.service';
import { ConversionService } from './conversion.service';
import { AnnotationEntity } from './entities/annotation.entity';

/** Annotations of traces and spans, and the way from them to dataset items. */
@Module({
  imports: [DatasetsModule, TypeOrmModule.forFeature([AnnotationEntity])],
  controllers: [AnnotationsController],
  providers: [AnnotationRepository, AnnotationsService, ConversionService],
})
export class AnnotationsModule {}
