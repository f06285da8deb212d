// What can be said of two builds from rounds in which they took turns.

/**
 * Quantiles of Student's t, two-sided, 99 %, by degrees of freedom from 1: with eight rows in a table one false alarm in
 * a dozen tables. Behind the last it counts as constant.
 */
const STUDENT_99 = [
  63.66, 9.925, 5.841, 4.604, 4.032, 3.707, 3.499, 3.355, 3.25, 3.169, 3.106, 3.055, 3.012, 2.977, 2.947, 2.921, 2.898,
  2.878, 2.861, 2.845,
];

/** A difference that somebody would mend. */
const MATTERS = 0.03;

/** The middle value; of an even number of values, the mean of the two in the middle. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const last = sorted.length - 1;
  return (sorted[Math.floor(last / 2)] + sorted[Math.ceil(last / 2)]) / 2;
}

/** The median of each field over the rounds of one target. */
export function toMedians(rounds) {
  return Object.fromEntries(Object.keys(rounds[0]).map((key) => [key, median(rounds.map((round) => round[key]))]));
}

/**
 * The ratio of now to before, from passes that each hold the values of rounds in which both took turns. A pass gives one
 * ratio, the median of its rounds: what a process got with its start (layout, compiled code) stays with it for the whole
 * pass, so that rounds of one pass are no independent witnesses. `low` and `high` bound the mean over the passes with
 * 99 % confidence.
 */
export function compareRounds(nowPasses, beforePasses) {
  const logs = nowPasses.map((now, pass) => median(now.map((value, at) => Math.log(value / beforePasses[pass][at]))));
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  const degrees = logs.length - 1;
  if (degrees === 0) return { ratio: Math.exp(mean), low: 0, high: Number.POSITIVE_INFINITY };
  const variance = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / degrees;
  const reach = STUDENT_99[Math.min(degrees, STUDENT_99.length) - 1] * Math.sqrt(variance / logs.length);
  return { ratio: Math.exp(mean), low: Math.exp(mean - reach), high: Math.exp(mean + reach) };
}

/**
 * What an interval says: now takes more or less than before, whatever the noise did; both are equal, to the difference
 * that matters; or the noise is wider than that difference and hides it.
 */
export function judge({ low, high }) {
  if (low > 1) return 'more';
  if (high < 1) return 'less';
  return high <= 1 + MATTERS && low >= 1 - MATTERS ? 'equal' : 'unclear';
}
