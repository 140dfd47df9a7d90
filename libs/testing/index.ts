export { countStatements, type StatementCount } from './statement-counter';
export { cloneDatabase, createDatabase, queryOnce, type TestDatabase, urlOf } from './test-database';
export * from './fake-openai';
