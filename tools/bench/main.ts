import { readFileSync, writeFileSync } from 'node:fs';
import { type Figure, line, renewed } from './report';
import { untilIndexed } from './search/load';
import { type BenchService, startService } from './service';
import { comparison } from './suites/comparison';
import { execute } from './suites/execute';
import { ingest } from './suites/ingest';
import { items } from './suites/items';
import { pages } from './suites/pages';
import { search } from './suites/search';
import { start } from './suites/start';
import { traces } from './suites/traces';

const PAGE = 'docs/benchmarks.md';

/** Suites in the order they run: memory after the whole benchmark is measured last. */
const SUITES: Record<string, (service: BenchService) => Promise<Figure[]>> = {
  ingest,
  items,
  traces,
  comparison,
  execute,
  pages,
  search,
};

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  const wanted = args.filter((arg) => !arg.startsWith('--'));
  const unknown = wanted.filter((name) => !(name in SUITES) && name !== 'start');
  if (unknown.length > 0)
    throw new Error(`no suite ${unknown.join(', ')}; there are ${[...Object.keys(SUITES), 'start'].join(', ')}`);
  const figures = new Map<string, Figure[]>();
  const note = (suite: string, more: Figure[]): void => {
    figures.set(suite, more);
    for (const figure of more) console.log(line(figure));
  };
  const service = await startService();
  try {
    const idleMiB = service.residentMiB();
    for (const [name, suite] of Object.entries(SUITES)) {
      if (wanted.length > 0 && !wanted.includes(name)) continue;
      note(name, await suite(service));
      // What one suite stored is not indexed while the next one is measured.
      await untilIndexed(service);
    }
    if (wanted.length === 0) note('memory', memory(idleMiB, service.residentMiB()));
  } finally {
    await service.stop();
  }
  if (wanted.length === 0 || wanted.includes('start')) note('start', await start());
  if (args.includes('--write')) writeFileSync(PAGE, renewed(readFileSync(PAGE, 'utf8'), figures));
}

function memory(idleMiB: number, afterMiB: number): Figure[] {
  return [
    {
      work: 'Resident memory of the api process, idle',
      value: idleMiB,
      unit: 'MiB',
      budget: '< 180 MiB',
      met: idleMiB < 180,
    },
    {
      work: 'Resident memory after the whole benchmark',
      value: afterMiB,
      unit: 'MiB',
      budget: '< 350 MiB',
      met: afterMiB < 350,
      note: 'bounded by the heap that comparisons of 100,000 runs (answers of 20 MB) have grown, which V8 keeps for a while',
    },
  ];
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
