import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

const PKEY = 'rule_spans_pkey';

/** A span that a rule has taken: no rule takes one twice. */
@Entity('rule_spans')
@Index('rule_spans_of_span', ['projectId', 'traceId', 'spanId'])
@ForeignKey('scoring_rules', ['project_id', 'rule_id'], ['project_id', 'id'], {
  name: 'rule_spans_rule',
  onDelete: 'CASCADE',
})
@ForeignKey('spans', ['project_id', 'trace_id', 'span_id'], ['project_id', 'trace_id', 'id'], {
  name: 'rule_spans_span',
  onDelete: 'CASCADE',
})
export class RuleSpanEntity {
  @PrimaryColumn({ name: 'project_id', type: 'text', collation: 'C', primaryKeyConstraintName: PKEY })
  projectId: string;

  @PrimaryColumn({ name: 'rule_id', type: 'uuid', primaryKeyConstraintName: PKEY })
  ruleId: string;

  @PrimaryColumn({ name: 'trace_id', type: 'text', collation: 'C', primaryKeyConstraintName: PKEY })
  traceId: string;

  @PrimaryColumn({ name: 'span_id', type: 'text', collation: 'C', primaryKeyConstraintName: PKEY })
  spanId: string;
}
