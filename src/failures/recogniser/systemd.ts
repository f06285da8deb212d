import { likelyCause, makeFirst, type RecogniserRow, type RowGroup } from './row.ts';

/** How systemd tells that it could not prepare the start of a program: a status from 200 on, and the name of the step. */
function step(name: string, steps: string, text: string, cure: string): RecogniserRow {
  return likelyCause(name, new RegExp(String.raw`\bstatus=2[0-4]\d/(?<step>${steps})`), [text, cure]);
}

/** What systemd says of a program that never began, because a setting of its unit could not be carried out. */
export const SYSTEMD_ROWS: RowGroup = {
  runtime: 'systemd',
  root: 'first',
  rows: [
    likelyCause(
      'systemd-step-failed',
      /Failed at step (?<step>(?!EXEC\b)[A-Z_]+) spawning (?<program>[^\s:]+): (?<reason>.+)/,
      [
        'The service manager systemd could not prepare the start of {program} (step {step}): {reason}.',
        'Correct that setting of the unit (NAMESPACE: mounts and sandboxing, USER, CHDIR: `WorkingDirectory`); berth starts the program without it.',
      ],
    ),
    likelyCause(
      'systemd-beside-late',
      /\b(?<step>[Ss]tart-(?:pre|post)|[Rr]eload|[Cc]ondition|[Pp]re-start) operation timed out\./,
      [
        'A command that the unit runs beside the program ({step}) did not end in time, and so systemd stopped the program too.',
        'See what that command waits for (`ExecStartPre`, `ExecStartPost`), or raise `TimeoutStartSec`. With berth what comes first is a one-shot, and `after` waits for it.',
      ],
    ),
    likelyCause('systemd-watchdog', /\bWatchdog timeout \(limit (?<limit>[^)]{1,20})\)/, [
      'The program is to tell systemd again and again that it is well (`WatchdogSec`, {limit}), did not, and so was killed.',
      'Raise `WatchdogSec` or leave it out where the program knows nothing of it; else it hung, and its last lines tell what it was about.',
    ]),
    step(
      'systemd-user-missing',
      'US(?:ER)?(?![A-Z])|GR(?:OUP)?(?![A-Z])',
      'The program was not begun: systemd could not become the user or group that its unit names (step {step}), as a rule because this system has no such account.',
      'Create the account where the image is built (`useradd --system NAME`), or correct `User` and `Group` of the unit. In berth.yaml it is `user` of the process.',
    ),
    step(
      'systemd-folder-missing',
      'CHDIR|CHROOT',
      'The program was not begun: systemd could not enter the folder that its unit names ({step}): it is not there, or closed to the user of the unit.',
      'Deploy the folder, or correct `WorkingDirectory` or `RootDirectory` of the unit; below /home and /root a sandbox (`ProtectHome`) closes it. In berth.yaml it is `workingDirectory`.',
    ),
    step(
      'systemd-folder-unmade',
      '(?:RUNTIME|STATE|CACHE|LOGS|CONFIGURATION)_DIRECTORY|CHOWN',
      'The program was not begun: systemd could not make a folder for it ({step}): the place is read-only, or something else stands there.',
      makeFirst('FOLDER'),
    ),
    step(
      'systemd-output-unopened',
      'STD(?:IN|OUT|ERR)',
      'The program was not begun: systemd could not open what its unit names for input or output ({step}), as a rule a log file in a folder that is not there.',
      'Make the folder first, or leave `StandardOutput` and `StandardError` as they are; berth relays both by itself.',
    ),
    step(
      'systemd-credential-missing',
      'CREDENTIALS',
      'The program was not begun: systemd could not load a credential of its unit, as a rule because the file is not there.',
      'Deploy the file that `LoadCredential` names; in berth.yaml a secret stands under `env`, by the platform’s own means.',
    ),
    step(
      'systemd-sandbox-failed',
      'NAMESPACE|NETWORK|SECCOMP|CAPABILITIES|NO_NEW_PRIVILEGES|SECUREBITS|SELINUX_CONTEXT|APPARMOR_PROFILE|SMACK_PROCESS_LABEL|ADDRESS_FAMILIES|BPF|KEYRING|CGROUP',
      'The program was not begun: systemd could not build the sandbox of its unit ({step}): a path in it is not there, or the container or the kernel does not allow it.',
      'See that each path of `ReadWritePaths`, `BindPaths` and the like is there, or leave that protection out; containers seldom allow namespaces of their own.',
    ),
    step(
      'systemd-setting-refused',
      '(?!EXEC)[A-Z_]{3,}',
      'The program was not begun: systemd could not carry out a setting of its unit ({step}).',
      'Correct or remove the setting of that name in the unit; `journalctl -u UNIT` has the reason in a line with "Failed at step".',
    ),
  ],
};
