export { RetriesModule } from './retries.module';
export { Sweeper } from './sweeper';
