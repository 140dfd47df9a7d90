import type { MigrationInterface } from 'typeorm';
import { Initial1763700000000 } from './1763700000000-initial';
import { IdempotencyKeys1763700000001 } from './1763700000001-idempotency-keys';
import { TraceSearch1763700000002 } from './1763700000002-trace-search';
import { Retention1763700000003 } from './1763700000003-retention';
import { Executions1763700000004 } from './1763700000004-executions';
import { Targets1763700000005 } from './1763700000005-targets';
import { Providers1763700000006 } from './1763700000006-providers';
import { ScoringRules1763700000007 } from './1763700000007-scoring-rules';
import { ScorersAssertions1763700000008 } from './1763700000008-scorers-assertions';
import { NamespacesAndCollections1763700000009 } from './1763700000009-namespaces-and-collections';
import { OtherSurfaces1763700000010 } from './1763700000010-other-surfaces';
import { SessionLookup1763700000011 } from './1763700000011-session-lookup';
import { TraceSize1763700000012 } from './1763700000012-trace-size';
import { PhraseSearch1763700000013 } from './1763700000013-phrase-search';
import { ProviderGates1763700000014 } from './1763700000014-provider-gates';
import { ScoreUsage1763700000024 } from './1763700000024-score-usage';
import { DeletedDatasets1763700000034 } from './1763700000034-deleted-datasets';

type Migration = new () => MigrationInterface;

/** Milliseconds since 1970: the digits that end the name of a migration. */
const timeOf = (migration: Migration): number => Number(/\d{13}$/.exec(migration.name)?.[0]);

const ALL: Migration[] = [
  Initial1763700000000,
  IdempotencyKeys1763700000001,
  TraceSearch1763700000002,
  Retention1763700000003,
  Executions1763700000004,
  Targets1763700000005,
  Providers1763700000006,
  ScoringRules1763700000007,
  ScorersAssertions1763700000008,
  NamespacesAndCollections1763700000009,
  OtherSurfaces1763700000010,
  SessionLookup1763700000011,
  TraceSize1763700000012,
  PhraseSearch1763700000013,
  ProviderGates1763700000014,
  ScoreUsage1763700000024,
  DeletedDatasets1763700000034,
];

/** Every migration, oldest first. */
export const MIGRATIONS = ALL.toSorted((a, b) => timeOf(a) - timeOf(b));
