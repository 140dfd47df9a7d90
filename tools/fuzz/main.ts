import { median } from '../bench/measure';
import { startService, type BenchService } from '../bench/service';
import { fuzz } from './fuzz';
import { confirmGoodBatches } from './good-batch';
import { seedRequests } from './requests';
import { FuzzSender } from './sender';
import { type FuzzSettings, fuzzSettings } from './settings';
import { storedState } from './stored-state';

const DEFAULT_COUNT = 20_000;
const SAMPLE_EVERY = 100;
/** What the last quarter of a run may take more than the second one; the first one fills caches. */
const HEAP_GROWTH_MIB = 10;
const RESIDENT_GROWTH_MIB = 40;

/** Memory of the api process after some requests, in MiB. */
interface Sample {
  readonly heapMiB: number;
  readonly residentMiB: number;
}

async function sampleOf({ client, residentMiB }: BenchService): Promise<Sample> {
  const { text } = await client.send('GET', '/metrics');
  const bytes = Number(/^nodejs_heap_size_used_bytes (.+)$/m.exec(text)?.[1]);
  return { heapMiB: bytes / 2 ** 20, residentMiB: residentMiB() };
}

/** Growth from the second quarter to the last. Of the heap its floor counts: what garbage collection leaves. */
function growth(samples: readonly Sample[]): Sample {
  const quarter = Math.floor(samples.length / 4);
  const [early, late] = [samples.slice(quarter, 2 * quarter), samples.slice(-quarter)];
  const floor = (part: Sample[]): number => Math.min(...part.map(({ heapMiB }) => heapMiB));
  const middle = (part: Sample[]): number => median(part.map(({ residentMiB }) => residentMiB));
  return { heapMiB: floor(late) - floor(early), residentMiB: middle(late) - middle(early) };
}

async function run(service: BenchService, settings: FuzzSettings): Promise<string[]> {
  const sender = new FuzzSender(service.url, service.key);
  const samples: Sample[] = [];
  const beganMs = performance.now();
  const { answers, failure } = await fuzz(sender, seedRequests(process.cwd()), settings, async (sent) => {
    if (sent % SAMPLE_EVERY === 0) samples.push(await sampleOf(service));
  });
  console.log(
    `${settings.count} requests in ${((performance.now() - beganMs) / 1_000).toFixed(0)} s; answers:`,
    answers,
  );
  const problems = failure === undefined ? [] : [failure];
  await confirmGoodBatches(sender);
  sender.close();
  const { traces, spans, contradictions } = await storedState((text) => service.database.query(text));
  console.log(`stored: ${spans} spans in ${traces} traces, ${contradictions.length} of them contradict themselves`);
  problems.push(...contradictions);
  const { heapMiB, residentMiB } = growth(samples);
  const last = samples.at(-1);
  console.log(
    `memory from the second quarter to the last: heap ${heapMiB.toFixed(1)} MiB (at most ${HEAP_GROWTH_MIB}), resident ${residentMiB.toFixed(1)} MiB (at most ${RESIDENT_GROWTH_MIB}); resident at the end ${last?.residentMiB.toFixed(0)} MiB`,
  );
  if (heapMiB > HEAP_GROWTH_MIB || residentMiB > RESIDENT_GROWTH_MIB) problems.push('memory grows');
  return problems;
}

/** Sends changed OTLP bodies to a service of its own: no 5xx, no crash, flat memory, and tables that agree with themselves. */
async function main(): Promise<void> {
  const settings = fuzzSettings(DEFAULT_COUNT);
  const { count, seed } = settings;
  console.log(`seed ${seed}; the same requests again: FUZZ_COUNT=${count} FUZZ_SEED=${seed} npm run fuzz`);
  const service = await startService();
  try {
    const problems = await run(service, settings);
    for (const problem of problems) console.error(problem);
    if (problems.length > 0) process.exitCode = 1;
    console.log(problems.length === 0 ? 'passed' : 'FAILED');
  } finally {
    await service.stop();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
