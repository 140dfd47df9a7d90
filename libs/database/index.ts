export { textArray } from './binary-array';
export { BinaryRows, copyRows } from './binary-copy';
export { type ConnectionSettings, dataSourceOptions } from './data-source';
export { Database, type Executor, type StatementResult, type Transaction } from './database';
export { DatabaseModule } from './database.module';
export { after, type KeysetOrder, orderBy, type SortKey } from './keyset';
export { migrate, migrationNames } from './migrate';
export { type Slice, type Sliced, slicedRows } from './slice';
export { isLockTimeout, isRetryable, isUnavailable, violates, violation, type ViolationKind } from './postgres-errors';
