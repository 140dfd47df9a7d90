import { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { Database, type Transaction } from '@assay/database';
import { notFound } from '@assay/projects';
import type { Caller } from '@assay/shared/auth';
import { CONFIG, type Config } from '@assay/shared/config';
import { UnavailableError, UnsupportedMediaTypeError } from '@assay/shared/errors';
import { LINES_MEDIA_TYPES } from '@assay/shared/http';
import { newId } from '@assay/shared/ids';
import { nowIso } from '@assay/shared/time';
import { DatasetDirectory, type KnownDataset } from '../dataset-directory';
import { DatasetSchemas } from '../dataset-schemas';
import type { ImportResultDto } from '../dto/transfer.dto';
import { ItemWriterRepository } from '../items/item-writer.repository';
import { chunksOf } from './chunks';
import { CopyIn } from './copy-in';
import { COPY_ITEMS, CopyRows } from './copy-rows';
import { LineSplitter } from './line-splitter';
import { BadLine, LINE_TOO_LONG, readLine } from './read-line';

const MAX_LINE_BYTES = 16 * 1024 * 1024;
const MAX_LISTED_LINES = 1_000;
const WRITE_BYTES = 192 * 1024;
/** Each import holds a connection as long as it streams; the others stay free for everybody else. */
const POOL_SHARE = 4;
const RETRY_AFTER_SECONDS = 5;

/** An upload may last as long as it flows, so neither a slow statement nor a waiting transaction is ended. */
const NO_TIMEOUTS = `SELECT set_config('statement_timeout', '0', true), set_config('idle_in_transaction_session_timeout', '0', true)`;

/**
 * Imports items from lines of JSON. The rows are copied in while they arrive, without a lock on the dataset, so nobody
 * waits for an upload; its last statement raises the version, and commits them all with it or none.
 */
@Injectable()
export class ImportService {
  private running = 0;
  private readonly maxRunning: number;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly directory: DatasetDirectory,
    private readonly schemas: DatasetSchemas,
    private readonly items: ItemWriterRepository,
  ) {
    this.maxRunning = Math.max(1, Math.floor(config.databasePoolSize / POOL_SHARE));
  }

  /**
   * @param upload the body of the request; anything but a stream was sent with another media type
   * @throws {UnsupportedMediaTypeError} for another media type
   * @throws {NotFoundError} for the dataset, also when it is deleted meanwhile
   * @throws {InvalidRequestError} when the upload stands still or breaks off
   * @throws {UnavailableError} when too many imports run
   */
  async import(caller: Caller, datasetId: string, upload: unknown): Promise<ImportResultDto> {
    if (!(upload instanceof Readable)) {
      throw new UnsupportedMediaTypeError(`send Content-Type: ${LINES_MEDIA_TYPES.join(' or ')}`, {
        accepted: LINES_MEDIA_TYPES,
      });
    }
    const dataset = await this.directory.read(this.database, caller.boundProject, datasetId);
    if (dataset === undefined) throw notFound('dataset', datasetId);
    this.enter();
    try {
      return await this.inTransaction(dataset, upload);
    } catch (error) {
      // What is still on its way is read and dropped, so that the sender gets to the answer.
      upload.resume();
      throw error;
    } finally {
      this.running -= 1;
    }
  }

  private enter(): void {
    if (this.running >= this.maxRunning) {
      const details = { running: this.running, retry_after_seconds: RETRY_AFTER_SECONDS };
      throw new UnavailableError('too many imports are running; try again', details, {
        retryAfterSeconds: RETRY_AFTER_SECONDS,
      });
    }
    this.running += 1;
  }

  private inTransaction(dataset: KnownDataset, upload: Readable): Promise<ImportResultDto> {
    let isSecond = false;
    return this.database.transaction((tx) => {
      // The upload is gone by then and cannot be read again.
      if (isSecond)
        throw new UnavailableError(
          'the import was interrupted; send it again',
          {},
          { retryAfterSeconds: RETRY_AFTER_SECONDS },
        );
      isSecond = true;
      return this.copy(tx, dataset, upload);
    });
  }

  private async copy(tx: Transaction, dataset: KnownDataset, upload: Readable): Promise<ImportResultDto> {
    await tx.run(NO_TIMEOUTS);
    const importId = newId();
    const copy = new CopyIn(tx.client, COPY_ITEMS);
    let result: ImportResultDto;
    try {
      result = await this.pump(copy, new CopyRows(dataset, importId, nowIso()), dataset, upload);
    } catch (error) {
      await copy.abort();
      throw error;
    }
    if (result.imported_count === 0) return result;
    const version = await this.items.finishImport(tx, dataset, importId, result.imported_count, nowIso());
    if (version === undefined) throw notFound('dataset', dataset.id);
    return result;
  }

  private async pump(copy: CopyIn, rows: CopyRows, dataset: KnownDataset, upload: Readable): Promise<ImportResultDto> {
    const result: ImportResultDto = { imported_count: 0, skipped_count: 0, skipped: [] };
    const check = this.schemas.checkOf(dataset);
    const splitter = new LineSplitter(MAX_LINE_BYTES, (line, number) => {
      const read = line === undefined ? new BadLine(LINE_TOO_LONG) : readLine(line, check);
      if (read instanceof BadLine) return skip(result, number, read.reason);
      if (read === undefined) return;
      rows.add(read);
      result.imported_count += 1;
    });
    for await (const chunk of chunksOf(upload, this.config.importIdleTimeoutMs)) {
      splitter.push(chunk);
      if (rows.waitingBytes >= WRITE_BYTES) await copy.write(rows.take());
    }
    splitter.end();
    await copy.write(rows.takeLast());
    await copy.finish();
    return result;
  }
}

function skip(result: ImportResultDto, line: number, reason: string): void {
  result.skipped_count += 1;
  if (result.skipped.length < MAX_LISTED_LINES) result.skipped.push({ line, reason });
}
