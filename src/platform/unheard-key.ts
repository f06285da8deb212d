import { HOOK_KEYS, type LifecycleHook } from '../core/lifecycle-hook.ts';
import type { Settings } from '../core/settings.ts';
import { FC } from './fc.ts';
import type { Platform } from './platform.ts';

/** Says which keys of a config do nothing here, a sentence each: those for events and hooks, where nobody is believed about such. */
export function describeUnheardKeys({ events, hooks }: Settings, platform: Platform): string[] {
  if (platform.hookHeader !== null) return [];
  const commands = Object.entries(hooks.answers).flatMap(([hook, answer]) =>
    typeof answer === 'string' ? [] : [`hooks.${HOOK_KEYS[hook as LifecycleHook]}`],
  );
  const [where, why] = describePlace(platform);
  return [
    ...(events === null ? [] : [`events does nothing ${where}: ${why}`]),
    ...commands.map((key) => `${key} runs nothing ${where}: ${why}`),
  ];
}

/** A machine on which Function Compute is only rehearsed goes by its name, too. */
function describePlace({ settings, title }: Platform): readonly [where: string, why: string] {
  const key = `\`platform: ${FC.settings.name}\``;
  if (settings.name !== FC.settings.name) return [`on ${title}`, `it is for ${FC.title} (${key})`];
  return [
    'here, where no platform is found',
    `${key} says that ${FC.title}, or whoever tries it in its place, is believed`,
  ];
}
