import { newId } from '@assay/shared/ids';
import { epochMicros } from '@assay/shared/time';
import type { KnownDataset } from '../dataset-directory';
import type { ItemTexts } from '../items/item-writer.repository';

const COLUMNS =
  'project_id, dataset_id, valid_from, import_id, created_at, updated_at, id, input, expected_output, metadata';
const COLUMN_COUNT = 10;

/** The statement whose rows {@link CopyRows} encodes. */
export const COPY_ITEMS = `COPY dataset_items (${COLUMNS}) FROM STDIN (FORMAT binary)`;

/** Signature, flags and length of an extension that is not there. */
const HEADER = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const TRAILER = Buffer.from([0xff, 0xff]);
const POSTGRES_EPOCH_MICROS = 946_684_800_000_000n;
const BUFFER_BYTES = 256 * 1024;
/** Three bytes of UTF-8 for each UTF-16 unit at most. */
const MAX_BYTES_PER_UNIT = 3;
/** Length fields and the id of a row. */
const ROW_OVERHEAD_BYTES = 64;

/** Encodes the rows of one import in the binary format of COPY (Postgres manual, COPY, "Binary Format"). */
export class CopyRows {
  private readonly start: Buffer;
  private buffers: Buffer[] = [];
  private buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  private used = HEADER.copy(this.buffer);
  /** Encoded bytes that {@link take} would give now: the importer sends them once there are enough. */
  waitingBytes = 0;

  /** @param at ISO 8601 with microseconds */
  constructor(dataset: KnownDataset, importId: string, at: string) {
    const columns = Buffer.alloc(2);
    columns.writeInt16BE(COLUMN_COUNT);
    const time = Buffer.alloc(8);
    time.writeBigInt64BE(epochMicros(at) - POSTGRES_EPOCH_MICROS);
    const values = [
      Buffer.from(dataset.projectId),
      uuidBytes(dataset.id),
      Buffer.alloc(4),
      uuidBytes(importId),
      time,
      time,
    ];
    this.start = Buffer.concat([columns, ...values.flatMap((value) => [lengthField(value.length), value])]);
  }

  /** Adds a row with a new id. */
  add(item: ItemTexts): void {
    const units = item.input.length + (item.expectedOutput?.length ?? 0) + (item.metadata?.length ?? 0);
    this.makeRoom(this.start.length + ROW_OVERHEAD_BYTES + units * MAX_BYTES_PER_UNIT);
    const before = this.used;
    this.used += this.start.copy(this.buffer, this.used);
    this.writeId();
    this.writeText(item.input);
    this.writeText(item.expectedOutput);
    this.writeText(item.metadata);
    this.waitingBytes += this.used - before;
  }

  /** Hands over what was encoded. */
  take(): Buffer[] {
    const taken = [...this.buffers, this.buffer.subarray(0, this.used)];
    this.buffers = [];
    this.buffer = Buffer.allocUnsafe(BUFFER_BYTES);
    this.used = 0;
    this.waitingBytes = 0;
    return taken;
  }

  /** Hands over the rest, with the end of the data. */
  takeLast(): Buffer[] {
    return [...this.take(), TRAILER];
  }

  private makeRoom(bytes: number): void {
    if (this.used + bytes <= this.buffer.length) return;
    this.buffers.push(this.buffer.subarray(0, this.used));
    this.buffer = Buffer.allocUnsafe(Math.max(bytes, BUFFER_BYTES));
    this.used = 0;
  }

  private writeId(): void {
    this.used = this.buffer.writeInt32BE(16, this.used);
    this.used += this.buffer.write(newId().replaceAll('-', ''), this.used, 'hex');
  }

  private writeText(text: string | null): void {
    const bytes = text === null ? -1 : this.buffer.write(text, this.used + 4);
    this.buffer.writeInt32BE(bytes, this.used);
    this.used += 4 + Math.max(bytes, 0);
  }
}

function lengthField(bytes: number): Buffer {
  const field = Buffer.alloc(4);
  field.writeInt32BE(bytes);
  return field;
}

function uuidBytes(id: string): Buffer {
  return Buffer.from(id.replaceAll('-', ''), 'hex');
}
