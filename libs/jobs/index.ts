export { JOBS_SCHEMA } from './boss';
export { installJobs } from './install';
export { Jobs, type SendOptions } from './jobs';
export { JobsModule } from './jobs.module';
export type { JobHandler, QueueOptions } from './queue';
