export { AdminKey } from './keys/admin-key';
export { type Namespace, NamespacesService, type SlugProject } from './namespaces/namespaces.service';
export { ProjectRegistry } from './project-registry';
export { CREATE_PROJECT } from './project.repository';
export { ProjectsModule } from './projects.module';
export { notFound, ResourceLocator, type ResourceKind } from './resource-locator';
export { RetentionSchedule } from './retention-schedule';
