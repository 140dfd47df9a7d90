import { Controller, Headers, Post } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiTags } from '@nestjs/swagger';
import { Authenticated, type Caller, CurrentCaller } from '@assay/shared/auth';
import { IgnoresIdempotencyKey } from '@assay/shared/http';
import { DocumentedExport } from './otlp-document';
import { OTLP_ROUTE, type SentExport, SentSpans } from './otlp-http';
import { OtlpService } from './otlp.service';

/** The receiver of OpenTelemetry exporters. */
@ApiTags('Traces')
@Authenticated()
@Controller('v1/traces')
export class OtlpController {
  constructor(private readonly receiver: OtlpService) {}

  @Post()
  @RouteConfig(OTLP_ROUTE)
  @IgnoresIdempotencyKey()
  @DocumentedExport()
  export(
    @CurrentCaller() caller: Caller,
    @Headers('x-project-id') project: string | undefined,
    @SentSpans() sent: SentExport,
  ): Promise<Buffer> {
    return this.receiver.export(caller, project, sent);
  }
}
