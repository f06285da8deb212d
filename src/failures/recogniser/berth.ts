import { cause, type RowGroup, symptom } from './row.ts';

/** What a berth says: one that an app's command starts, or the one whose log is read. */
export const BERTH_ROWS: RowGroup = {
  runtime: 'berth',
  root: 'first',
  rows: [
    cause('berth-within-itself', /^berth: COMMAND_IS_BERTH: /, [
      'The command leads back to the berth that runs it, with the same config: each would start the next, without end.',
      'Name the app’s own program in `command`, also inside the script that it is. `bootstrap` is what the platform starts.',
    ]),
    cause('berth-config-invalid', /^berth: (?<code>CONFIG_INVALID|CONFIG_NOT_FOUND|VARIABLE_UNSET): /, [
      'The command starts another berth, which refuses its own config ({code}); the lines behind that say why.',
      'Correct that config; or name the app’s own program in `command`, if no second berth is meant.',
    ]),
    {
      ...symptom(
        'berth-app-late',
        /^Process (?<process>\S+) was not ready within (?<deadline>\d\S*): (?<probe>.+?)\.?(?:: failure)?$/,
        [
          'The process {process} was not ready within {deadline}, so berth ended it: {probe}.',
          'That record of berth has `cause` and `cure` beside its message. `ready` says what is waited for, `startup.deadline` for how long.',
        ],
      ),
      isFarewell: true,
    },
  ],
};
