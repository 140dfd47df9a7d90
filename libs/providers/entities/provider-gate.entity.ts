import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The calls of one provider, of all processes. It tells nothing that does not pass within a minute. */
@Entity('provider_gates')
export class ProviderGateEntity {
  /** The project whose provider it is; empty for the operator's, which serves many. */
  @PrimaryColumn({ name: 'project_id', type: 'text', collation: 'C', primaryKeyConstraintName: 'provider_gates_pkey' })
  projectId: string;

  /**
   * By the id of a gate of a process: how many calls it may have open (`may`), what that takes from the others (`held`),
   * how many of its calls wait, since when it got nothing (`since`), and the end of its lease (`until`); milliseconds
   * since 1970. `begin` is how many of them were let begin when it asked last.
   */
  @Column({ type: 'jsonb' })
  holders: Record<string, Record<string, number>>;

  /** How many calls began in each second of the last minute, by seconds since 1970. Empty without a limit of a minute. */
  @Column({ type: 'jsonb' })
  begun: Record<string, number>;
}
