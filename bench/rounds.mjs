// Rounds in which several targets take turns.

/**
 * Shares of the time that no number here would show: of both cores, withheld by the host; and of the proxy's own, used
 * by others, of which an undisturbed core shows up to a twentieth: ticks cut off, and the way into and out of idleness.
 */
export const UNDISTURBED = { stolen: 0.005, foreign: 0.1 };
const MOST_TRIES = 3;

/** Lets all that is named act `rounds` times, in turn and back again; resolves with what each has given. */
export async function takeTurns(names, rounds, act) {
  const given = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) given[name].push(await act(name));
  }
  return given;
}

/**
 * Measures every target once a round, in turn and back again, so that a noisy minute meets them all and none always
 * comes behind the same neighbour. Resolves with the rounds of each target by its name. A round that was disturbed is
 * measured again, twice at most, and the least disturbed counts; but no more than half as many again in all, so that a
 * bad hour cannot make a run endless.
 */
export async function measureRounds(targets, rounds, measure) {
  const byName = new Map(targets.map((target) => [target.name, target]));
  const repeats = { left: Math.ceil((targets.length * rounds) / 2) };
  return takeTurns([...byName.keys()], rounds, (name) => measureUndisturbed(byName.get(name), measure, repeats));
}

async function measureUndisturbed(target, measure, repeats) {
  let best = await measure(target);
  for (let tries = 1; tries < MOST_TRIES && isWorthAnother(best, repeats); tries++) {
    repeats.left--;
    const again = await measure(target);
    if (toDisturbance(again) < toDisturbance(best)) best = again;
  }
  if (best.perSecond === 0) throw new Error(`${target.name} answered nothing, ${MOST_TRIES} times over`);
  return best;
}

function isWorthAnother(round, repeats) {
  return round.perSecond === 0 || (toDisturbance(round) > 1 && repeats.left > 0);
}

/** How many times as much as may be. A round without an answer met something worse than either. */
function toDisturbance({ perSecond, stolen, foreign }) {
  if (perSecond === 0) return Number.POSITIVE_INFINITY;
  return Math.max(stolen / UNDISTURBED.stolen, foreign / UNDISTURBED.foreign);
}
