export { DialectsModule } from './dialects.module';
