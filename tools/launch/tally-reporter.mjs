import { writeFileSync } from 'node:fs';

/** Jest reporter that leaves the counts in `ASSAY_TALLY_FILE`. A file that could not run at all counts as one failure. */
export default class TallyReporter {
  onRunComplete(_contexts, results) {
    const tally = {
      passed: results.numPassedTests,
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
    };
    writeFileSync(process.env.ASSAY_TALLY_FILE, JSON.stringify(tally));
  }
}
