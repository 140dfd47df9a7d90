import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Public } from '@assay/shared/auth';
import { Documented } from '@assay/shared/http';
import { HealthDto } from './health.dto';
import { HealthService } from './health.service';

const OK = { status: 'ok' };

/** Probes for orchestrators; no token. */
@ApiTags('Operations')
@Controller('health')
export class HealthController {
  constructor(private readonly health: HealthService) {}

  @Public()
  @Get('live')
  @Documented({ summary: 'Whether the process runs', status: 200, answers: HealthDto, example: OK })
  live(): HealthDto {
    return this.health.live();
  }

  @Public()
  @Get('ready')
  @Documented({
    summary: 'Whether the database is reachable and its migrations are applied',
    status: 200,
    answers: HealthDto,
    example: OK,
  })
  ready(): Promise<HealthDto> {
    return this.health.ready();
  }
}
