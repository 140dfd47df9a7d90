import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A rule that scores new spans of a project. */
@Entity('scoring_rules')
@Check('scoring_rules_unit_interval', 'sampling_rate BETWEEN 0 AND 1')
@Index('scoring_rules_name', ['projectId', 'name'], { unique: true })
@Index('scoring_rules_by_age', ['projectId', 'createdAt', 'id'])
@Index('scoring_rules_by_id', ['id'])
@Index('scoring_rules_enabled', ['projectId'], { where: 'is_enabled' })
@ForeignKey('projects', ['project_id'], ['id'], { name: 'scoring_rules_project' })
export class ScoringRuleEntity {
  @PrimaryColumn({ name: 'project_id', type: 'text', collation: 'C', primaryKeyConstraintName: 'scoring_rules_pkey' })
  projectId: string;

  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'scoring_rules_pkey' })
  id: string;

  @Column({ type: 'text' })
  name: string;

  @Column({ name: 'is_enabled', type: 'boolean' })
  isEnabled: boolean;

  /** JSON text: filters of traces, as in a query. */
  @Column({ type: 'json' })
  filter: string;

  /** Exact decimal as text, within [0, 1]. */
  @Column({ name: 'sampling_rate', type: 'numeric' })
  samplingRate: string;

  /** `root`, `any` or a kind of spans. */
  @Column({ name: 'target_kind', type: 'text' })
  targetKind: string;

  @Column({ name: 'scorer_name', type: 'text' })
  scorerName: string;

  @Column({ type: 'text' })
  scorer: string;

  /** JSON text. */
  @Column({ type: 'json', nullable: true })
  config: string | null;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: string;

  @Column({ name: 'updated_at', type: 'timestamptz' })
  updatedAt: string;
}
