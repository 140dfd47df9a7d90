/** Arrows run downwards: apps → dialects → experiments, annotations → scores → datasets, traces → providers → projects, retries, jobs → database → shared. */
const LAYERS = [
  ['dialects'],
  ['experiments', 'annotations'],
  ['scores'],
  ['datasets', 'traces'],
  ['providers'],
  ['projects', 'retries', 'jobs'],
  ['database'],
  ['shared'],
];

/** For each layer: what stands above it, and its neighbours, may not be imported. */
const layerRules = LAYERS.flatMap((names, level) =>
  names.map((name) => {
    const forbidden = [...LAYERS.slice(0, level).flat(), ...names.filter((other) => other !== name)];
    return forbidden.length === 0
      ? undefined
      : {
          name: `${name}-looks-down`,
          comment: `libs/${name} may be used by what stands above it, and uses only what stands below: otherwise a change above could break it.`,
          severity: 'error',
          from: { path: `^libs/${name}/` },
          to: { path: `^libs/(${forbidden.join('|')})/` },
        };
  }),
).filter(Boolean);

module.exports = {
  forbidden: [
    ...layerRules,
    {
      name: 'no-circles',
      comment: 'Modules that import each other cannot be understood, tested or moved alone.',
      severity: 'error',
      from: { pathNot: '^libs/projects/entities/|^libs/[a-z]+/entities/' },
      to: { circular: true },
    },
    {
      name: 'through-the-door',
      comment: 'A domain is used through its index.ts: what stands behind it may change at any time.',
      severity: 'error',
      from: { path: '^(libs/([^/]+)/|apps/|tools/)' },
      to: {
        path: '^libs/(dialects|experiments|annotations|scores|datasets|traces|providers|projects|retries|jobs)/',
        pathNot: ['^libs/$2/', '^libs/[^/]+/index\\.ts$'],
      },
    },
    {
      name: 'libraries-do-not-know-applications',
      comment: 'Libraries are used by applications, never the other way round.',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'no-test-code-in-the-product',
      comment: 'Test helpers hold a fixed key and unsafe shortcuts.',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: ['\\.spec\\.ts$', '^apps/api/test/', '^libs/testing/'] },
      to: { path: '^libs/testing/|^apps/api/test/' },
    },
    {
      name: 'not-to-dev-dependencies',
      comment: 'The product runs from its production dependencies alone.',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: ['\\.spec\\.ts$', '^apps/api/test/', '^libs/testing/'] },
      to: { dependencyTypes: ['npm-dev'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: ['.ts', '.js'] },
  },
};
