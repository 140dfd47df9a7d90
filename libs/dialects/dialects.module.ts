import { Module } from '@nestjs/common';
import { NamespacesSurfaceModule } from './namespaces/namespaces-surface.module';
import { RunsSurfaceModule } from './runs/runs-surface.module';
import { UseCasesModule } from './use-cases/use-cases.module';

/** The APIs of other systems, by their own paths, over the services of the domains below; each dialect has its own module. */
@Module({ imports: [NamespacesSurfaceModule, RunsSurfaceModule, UseCasesModule] })
export class DialectsModule {}
