import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '@assay/shared/auth';
import { CONFIG, type Config } from '@assay/shared/config';
import { InvalidRequestError } from '@assay/shared/errors';
import { decodeUtf8, InvalidUtf8Error } from '@assay/shared/json';
import { Metrics } from '@assay/shared/metrics';
import { projectOfHeader } from '../ingest/ingest-project';
import { OtlpDecodeError } from './decode/decode-error';
import { decodeJson } from './decode/decode-json';
import { decodeProtobuf } from './decode/decode-protobuf';
import type { SentExport } from './otlp-http';
import type { OtlpRequest } from './otlp-span';
import { OtlpStore } from './otlp-store';
import { byProject } from './project-groups';
import { exportResponse } from './responses';
import { translateRequest } from './translate-request';

/** Takes spans in as OpenTelemetry exporters send them (OTLP/HTTP). */
@Injectable()
export class OtlpService {
  constructor(
    private readonly store: OtlpStore,
    private readonly metrics: Metrics,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Stores the spans of a request that can be stored, and tells of the others. Each project is a transaction of its own,
   * or several when it gets more spans than one may hold: after an error the client sends all of them again, and those
   * that are stored by then are left out.
   * @param projectHeader the header `X-Project-Id`
   * @returns the body of the answer
   * @throws {InvalidRequestError} when nothing of the request can be read
   */
  async export(caller: Caller, projectHeader: string | undefined, sent: SentExport): Promise<Buffer> {
    const named = caller.boundProject ?? projectOfHeader(projectHeader);
    const translated = translateRequest(decode(sent));
    const { projects, rejections } = byProject(translated.projects, named);
    for (const { projectId, spans } of projects) {
      const size = this.config.maxSpansPerRequest;
      for (let at = 0; at < spans.length; at += size) {
        const stored = await this.store.add(projectId, spans.slice(at, at + size));
        this.metrics.spansIngested('otlp', stored);
      }
    }
    const all = [...translated.rejections, ...rejections].sort((a, b) => a.index - b.index);
    return exportResponse(sent.encoding, { rejections: all, warning: translated.warning });
  }
}

function decode({ encoding, bytes }: SentExport): OtlpRequest {
  try {
    return encoding === 'json' ? decodeJson(decodeUtf8(bytes)) : decodeProtobuf(bytes);
  } catch (error) {
    if (error instanceof OtlpDecodeError) throw new InvalidRequestError(error.message, {}, { cause: error });
    if (error instanceof InvalidUtf8Error)
      throw new InvalidRequestError('the body is not valid UTF-8', {}, { cause: error });
    throw error;
  }
}
