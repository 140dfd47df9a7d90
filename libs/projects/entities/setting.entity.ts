import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A value of the installation that all its processes share, such as the key that signs cursors. */
@Entity('settings')
export class SettingEntity {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'settings_pkey' })
  key: string;

  @Column({ type: 'text' })
  value: string;
}
