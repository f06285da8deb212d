import type { FailureDetails } from '../core/failure-code.ts';

/** Replaces `{name}` by the detail of that name; a detail that is missing is a bug and stays visible as `{name}`. */
export function fillSentence(sentence: string, details: FailureDetails): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = details[name];
    if (value === undefined) return whole;
    return typeof value === 'object' ? value.join('\n') : String(value);
  });
}
