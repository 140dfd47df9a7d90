import { cpus, loadavg, totalmem } from 'node:os';

/** One measured figure against its budget. */
export interface Figure {
  /** What was done. */
  readonly work: string;
  readonly value: number;
  readonly unit: string;
  /** The bound of ARCHITECTURE.md, as people read it. */
  readonly budget: string;
  readonly met: boolean;
  /** How it was measured, or what bounds it. */
  readonly note?: string;
}

/** A figure that must not be above its bound. */
export function atMost(work: string, value: number, bound: number, unit: string, note?: string): Figure {
  return {
    work,
    value,
    unit,
    budget: `≤ ${bound} ${unit}`,
    met: value <= bound,
    ...(note === undefined ? {} : { note }),
  };
}

/** A figure that must not be below its bound. */
export function atLeast(work: string, value: number, bound: number, unit: string, note?: string): Figure {
  return {
    work,
    value,
    unit,
    budget: `≥ ${bound} ${unit}`,
    met: value >= bound,
    ...(note === undefined ? {} : { note }),
  };
}

/** A number as people read it: three significant digits, whole above a hundred. */
export function shown(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString('en');
  return Number(value.toPrecision(3)).toString();
}

/** One line for the terminal. */
export function line(figure: Figure): string {
  const verdict = figure.met ? 'met   ' : 'MISSED';
  return `${verdict}  ${figure.work}: ${shown(figure.value)} ${figure.unit} (budget ${figure.budget})${figure.note === undefined ? '' : ` — ${figure.note}`}`;
}

const HEAD = `<!-- Made by \`npm run bench -- --write\`; do not edit. -->

# Benchmarks

Each section is from one run of \`npm run bench -- --write\`, or of the suites that were named to it. The load generator,
one api process and one Postgres (fsync on) share the machine. Figures are medians of interleaved repetitions; machines
differ and drift, so compare ratios of one run, not seconds of two.
`;
const SECTION = /^## (\S+)\n[^]*?(?=^## |$(?![^]))/gm;

function section(suite: string, figures: readonly Figure[]): string {
  const machine = `${cpus().length} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GiB of memory, Node ${process.versions.node}`;
  const rows = figures.map(
    (figure) =>
      `| ${figure.work} | ${shown(figure.value)} ${figure.unit} | ${figure.budget} | ${figure.met ? 'met' : '**missed**'} | ${figure.note ?? ''} |`,
  );
  return `## ${suite}

On ${new Date().toISOString().slice(0, 10)}: ${machine}; load average ${loadavg()[1]?.toFixed(1)} at the end.

| work | measured | budget | | how |
|---|---|---|---|---|
${rows.join('\n')}
`;
}

/**
 * The page `docs/benchmarks.md`: the sections of the suites that ran anew, the others as the page has them.
 * @param page the page as it is
 */
export function renewed(page: string, bySuite: ReadonlyMap<string, readonly Figure[]>): string {
  const sections = new Map(
    [...page.matchAll(SECTION)].map(([text, suite]) => [suite as string, `${text.trimEnd()}\n`]),
  );
  for (const [suite, figures] of bySuite) sections.set(suite, section(suite, figures));
  return [HEAD, ...sections.values()].join('\n');
}
