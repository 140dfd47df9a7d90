import type { MigrationInterface } from 'typeorm';
import { Initial1763700000000 } from './1763700000000-initial';
import { IdempotencyKeys1763700000001 } from './1763700000001-idempotency-keys';
import { TraceSearch1763700000002 } from './1763700000002-trace-search';
import { Retention1763700000003 } from './1763700000003-retention';
import { Targets1763700000005 } from './1763700000005-targets';
import { Providers1763700000006 } from './1763700000006-providers';
import { ScorersAssertions1763700000008 } from './1763700000008-scorers-assertions';
import { OtherSurfaces1763700000010 } from './1763700000010-other-surfaces';
import { SessionLookup1763700000011 } from './1763700000011-session-lookup';
import { TraceSize1763700000012 } from './1763700000012-trace-size';

/** Every migration, oldest first. */
export const MIGRATIONS: (new () => MigrationInterface)[] = [
  Initial1763700000000,
  IdempotencyKeys1763700000001,
  TraceSearch1763700000002,
  Retention1763700000003,
  Targets1763700000005,
  Providers1763700000006,
  ScorersAssertions1763700000008,
  OtherSurfaces1763700000010,
  SessionLookup1763700000011,
  TraceSize1763700000012,
];
