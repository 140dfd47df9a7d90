import { Module } from '@nestjs/common';

/** The APIs of other systems, by their own paths, over the services of the domains below; each dialect has its own module. */
@Module({ imports: [] })
export class DialectsModule {}
