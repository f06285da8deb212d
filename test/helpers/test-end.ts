// biome-ignore lint/style/noRestrictedImports: here it is looked at which test that would be.
import { onTestFinished as onCurrentTestFinished, TestRunner } from 'vitest';

/** How a test hears of its end. */
export type OnTestFinished = (act: () => void | PromiseLike<void>) => void;

/**
 * Calls back at the end of the test that runs. Throws in a concurrent one: to vitest the test that runs is then the one that began
 * last, whose end is not waited for. Such a test gives the `onTestFinished` of its own context.
 */
export const onTestFinished: OnTestFinished = (act) => {
  if (TestRunner.getCurrentTest()?.concurrent === true)
    throw new Error('a concurrent test has to give the `onTestFinished` of its own context');
  onCurrentTestFinished(act);
};
