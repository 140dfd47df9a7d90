export { AdminKey } from './keys/admin-key';
export { ProjectRegistry } from './project-registry';
export { ProjectsModule } from './projects.module';
export { notFound, ResourceLocator, type ResourceKind } from './resource-locator';
