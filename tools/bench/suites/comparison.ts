import { randomUUID } from 'node:crypto';
import { interleaved, median } from '../measure';
import { atMost, type Figure } from '../report';
import type { BenchService } from '../service';

const PROJECT = 'bench-comparison';

/** Fills a dataset and two completed experiments with one score a run, straight into the tables: reading is measured. */
async function fill({ database }: BenchService, count: number): Promise<{ base: string; compare: string }> {
  const [dataset, base, compare] = [randomUUID(), randomUUID(), randomUUID()];
  await database.query(
    `INSERT INTO datasets (project_id, id, name, version, item_count, created_at, updated_at) VALUES ($1, $2, $3, 2, $4, now(), now())`,
    [PROJECT, dataset, `of ${count}`, count],
  );
  await database.query(
    `INSERT INTO dataset_items (project_id, dataset_id, id, valid_from, input, expected_output, created_at, updated_at)
     SELECT $1, $2::uuid, md5($2::text || n)::uuid, 2, '"question"', '"answer"', now(), now() FROM generate_series(1, $3::int) n`,
    [PROJECT, dataset, count],
  );
  for (const experiment of [base, compare]) {
    await database.query(
      `INSERT INTO experiments (project_id, id, name, dataset_id, dataset_version, version_item_count, status, run_count, covered_count, created_at, completed_at)
       VALUES ($1, $2, 'bench', $3, 2, $4, 'completed', $4, $4, now(), now())`,
      [PROJECT, experiment, dataset, count],
    );
    await database.query(
      `INSERT INTO runs (project_id, id, experiment_id, dataset_item_id, output, created_at)
       SELECT $1, md5($2::text || n)::uuid, $2::uuid, md5($3::text || n)::uuid, '"answer"', now() FROM generate_series(1, $4::int) n`,
      [PROJECT, experiment, dataset, count],
    );
    await database.query(
      `INSERT INTO scores (project_id, id, target_type, run_id, experiment_id, dataset_item_id, scorer_name, numeric_value, created_at)
       SELECT $1, md5('s' || $2::text || n)::uuid, 'run', md5($2::text || n)::uuid, $2::uuid, md5($3::text || n)::uuid, 'exact_match', (n % 7) / 7.0, now()
       FROM generate_series(1, $4::int) n`,
      [PROJECT, experiment, dataset, count],
    );
  }
  return { base, compare };
}

/** Comparison of two experiments, small and large. */
export async function comparison(service: BenchService): Promise<Figure[]> {
  const { client, database } = service;
  await client.call('POST', '/v1/projects', { id: PROJECT });
  const small = await fill(service, 1_000);
  const large = await fill(service, 100_000);
  await database.query('VACUUM ANALYZE datasets, dataset_items, experiments, runs, scores');
  const compare = async ({ base, compare: other }: { base: string; compare: string }): Promise<void> => {
    const answer = await client.send('GET', `/v1/experiments/${base}/compare/${other}`);
    if (answer.status !== 200) throw new Error(answer.text.slice(0, 500));
  };
  const smallTimes = await interleaved(40, 8, { small: () => compare(small) });
  const largeTimes = await interleaved(5, 1, { large: () => compare(large) });
  return [
    atMost(
      'Comparison of two experiments of 1,000 runs',
      median(smallTimes.small ?? []),
      15,
      'ms',
      'median, per-item results included',
    ),
    atMost(
      'Comparison of two experiments of 100,000 runs',
      median(largeTimes.large ?? []),
      1_000,
      'ms',
      'median, per-item results included',
    ),
  ];
}
