import { ERROR_CATALOGUE, type CatalogueEntry } from '@assay/shared/errors/catalogue';
import { writeGenerated, type GeneratedFile } from './generated-files';

/** `NOT_FOUND` → `NotFoundError`, `INTERNAL_ERROR` → `InternalError`. */
function className(code: string): string {
  const words = code.split('_').filter((word, index, all) => !(word === 'ERROR' && index === all.length - 1));
  return words.map((word) => word[0] + word.slice(1).toLowerCase()).join('') + 'Error';
}

function classFile(entries: [string, CatalogueEntry][]): GeneratedFile {
  const classes = entries.map(
    ([code, entry]) => `/** ${entry.status} \`${code}\`: ${entry.meaning} */
export class ${className(code)} extends AppError {
  constructor(message: string, details?: Record<string, unknown>, options?: AppErrorOptions) {
    super('${code}', message, details, options);
  }
}
`,
  );
  const head = `// Made from catalogue.ts by \`npm run gen\`; do not edit.\nimport { AppError, type AppErrorOptions } from './app-error';\n\n`;
  return {
    path: 'libs/shared/errors/generated/error-classes.ts',
    text: head.replace("'./app-error'", "'../app-error'") + classes.join('\n'),
  };
}

function page([code, entry]: [string, CatalogueEntry]): GeneratedFile {
  const body = JSON.stringify({ error: { code, ...entry.example } }, null, 2);
  const text = `<!-- Made from libs/shared/errors/catalogue.ts by \`npm run gen\`; do not edit. -->

# ${code}

HTTP status **${entry.status}**

${entry.meaning}

**What to do:** ${entry.action}

\`\`\`json
${body}
\`\`\`
`;
  return { path: `docs/errors/${code}.md`, text };
}

function index(entries: [string, CatalogueEntry][]): GeneratedFile {
  const rows = entries.map(([code, entry]) => `| [\`${code}\`](${code}.md) | ${entry.status} | ${entry.meaning} |`);
  const text = `<!-- Made from libs/shared/errors/catalogue.ts by \`npm run gen\`; do not edit. -->

# Error codes

Every answer that is not 2xx is \`{"error": {"code", "message", "details"}}\`. Codes are stable; messages may change.

| code | status | meaning |
|---|---|---|
${rows.join('\n')}
`;
  return { path: 'docs/errors/README.md', text };
}

const entries = Object.entries(ERROR_CATALOGUE) as [string, CatalogueEntry][];
writeGenerated([classFile(entries), index(entries), ...entries.map(page)]);
