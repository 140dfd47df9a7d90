/** Where the key of a project's provider stands: what is sealed for one project opens for no other. */
export function keyContext(projectId: string): string {
  return `providers ${projectId} api_key`;
}
