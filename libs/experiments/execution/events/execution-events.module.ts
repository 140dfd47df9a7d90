import { Module } from '@nestjs/common';
import { EventHub } from './event-hub';
import { EventRepository } from './event.repository';
import { EventsController } from './events.controller';
import { EventsService } from './events.service';

/** What happens in executions, as server-sent events. */
@Module({ controllers: [EventsController], providers: [EventHub, EventRepository, EventsService] })
export class ExecutionEventsModule {}
