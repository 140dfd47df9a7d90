import { runChild } from './child.mjs';
import { inRoot, note } from './places.mjs';
import { environment, findNode } from './runtime.mjs';

/** Programs that make files of the project from its sources. Each takes `--check`: then it compares and writes nothing. */
const GENERATORS = ['gen-errors', 'gen-openapi', 'gen-contract-coverage', 'gen-proto'];

const bin = (name, ...parts) => [inRoot('node_modules', name, ...parts)];

/** The generators as steps, writing or comparing. */
export function generatorSteps(check) {
  return GENERATORS.map((name) => ({
    title: `${check ? 'Comparing' : 'Making'}: ${name}`,
    args: [inRoot('dist', 'tools', `${name}.js`), ...(check ? ['--check'] : [])],
  }));
}

/** What `npm run check` looks at, quickest first where nothing depends on it. */
export function checkSteps() {
  return [
    { title: 'Types', args: [...bin('typescript', 'bin', 'tsc'), '--noEmit', '-p', 'tsconfig.json'] },
    {
      title: 'Lint',
      args: [...bin('eslint', 'bin', 'eslint.js'), '--max-warnings', '0', 'apps', 'examples', 'libs', 'tools'],
    },
    {
      title: 'Import rules',
      args: [
        ...bin('dependency-cruiser', 'bin', 'dependency-cruiser.mjs'),
        'apps',
        'examples',
        'libs',
        'tools',
        '--config',
        '.dependency-cruiser.cjs',
      ],
    },
    { title: 'Formatting', args: [...bin('prettier', 'bin', 'prettier.cjs'), '--check', '--log-level', 'warn', '.'] },
    ...generatorSteps(true),
  ];
}

/** Runs every step, the later ones too when one fails, and gives 1 when any failed. */
export async function runSteps(steps) {
  const failed = [];
  for (const { title, args } of steps) {
    note(`${title} …`);
    if ((await runChild(findNode(), args, { env: environment() })) !== 0) failed.push(title);
  }
  note(failed.length === 0 ? 'All checks passed.' : `Failed: ${failed.join(', ')}`);
  return failed.length === 0 ? 0 : 1;
}
