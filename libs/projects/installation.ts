import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '@assay/database';
import { CursorCodec } from '@assay/shared/pagination';

/** Secrets of the installation that all its processes share; made once, by whichever process starts first. */
@Injectable()
export class Installation {
  constructor(private readonly database: Database) {}

  /** Signs and reads cursors with a key that all processes share, so that a page may be asked of any of them. */
  async cursorCodec(): Promise<CursorCodec> {
    const { rows } = await this.database.run<{ value: string }>(
      `WITH made AS (
         INSERT INTO settings AS s (key, value) VALUES ('cursor_key', $1) ON CONFLICT (key) DO NOTHING RETURNING s.value
       )
       SELECT value FROM made UNION ALL SELECT value FROM settings WHERE key = 'cursor_key'`,
      [randomBytes(32).toString('hex')],
    );
    // Losing a race with a process that commits between snapshot and insert gives no row: it is there the second time.
    return rows[0] === undefined ? this.cursorCodec() : new CursorCodec(Buffer.from(rows[0].value, 'hex'));
  }
}
