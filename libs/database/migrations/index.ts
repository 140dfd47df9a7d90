import type { MigrationInterface } from 'typeorm';
import { Initial1763700000000 } from './1763700000000-initial';
import { TraceSearch1763700000002 } from './1763700000002-trace-search';

/** Every migration, oldest first. */
export const MIGRATIONS: (new () => MigrationInterface)[] = [Initial1763700000000, TraceSearch1763700000002];
