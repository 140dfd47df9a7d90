import { ForeignKey } from 'typeorm';

/** Rows of a table belong to one execution, and go with it: the name of the constraint begins with that of the table. */
export function GoesWithItsExecution(table: string): ClassDecorator {
  const key: [string, string] = ['project_id', 'experiment_id'];
  return ForeignKey('executions', key, key, { name: `${table}_execution`, onDelete: 'CASCADE' });
}
