import { cause, likelyCause, type RowGroup } from './row.ts';

/** What programs say of the user they run as: root or not, without a name, without a home. */
export const ACCOUNT_ROWS: RowGroup = {
  runtime: 'the user a process runs as',
  root: 'last',
  rows: [
    cause(
      'root-refused',
      /(?:can ?not|must not|not supposed to|do not|don't|refusing to|not (?:allowed|supported|permitted) to) (?:be )?(?:run|running|start|started|execute|executed)(?: \S+){0,2} as (?:the )?["']?root|"root" execution of .{1,40} is not permitted|how to run mysqld as root|running as root without --no-sandbox/i,
      [
        'The app refuses to run as root.',
        'Name another user with `user` for this process, and let that user own the folders that the app writes to.',
      ],
    ),
    likelyCause(
      'capability-missing',
      /(?:RTNETLINK answers|iptables|\bnft\b|\bip link\b|\/dev\/net\/tun|\bunshare\b|\bmount(?:ing)?\b|\bsysctl\b|raw socket|new namespace|\bsetns\b|\bpivot_root\b).{0,120}(?:permission denied|operation not permitted)/i,
      [
        'The app wants to change the network, the mounts or the kernel of its instance, and has no right to (a capability such as NET_ADMIN or SYS_ADMIN).',
        'Leave that out of its start or its settings: platforms seldom grant it. In a container of your own add the capability (`--cap-add`).',
      ],
    ),
    likelyCause(
      'root-required',
      /(?:must|(?:need|ha)\w* to|should)(?: (?:be|run|started|executed|as|the)){1,4} (?:root|superuser)\b|(?<!port is in use or )\b(?:require|need)\w* (?:root|superuser) (?:privilege|right|permission|access)|\bare you root\?|are not root\b|\bonly root (?:can|may)\b/i,
      [
        'The app asks to be run as root, and it is not.',
        `Let berth start it as root (leave \`user\` out), where the platform allows that; else use settings under which it needs no root: a port from 1024 on, its files in \`\${runDir}\`.`,
      ],
    ),
    likelyCause(
      'user-switch-forbidden',
      /(?:set(?:res|re|e|fs)?[ug]id|setgroups|initgroups|setgroups\(\)|set groups|set_?caps?|capset|switching to|change (?:user|group|root)|setuid\(\)|chroot)\b.{0,80}operation not permitted|"?no new privileges"? flag is set|sudo: effective uid is not 0|sudo: unable to/i,
      [
        'The app wants to change to another user, or to keep rights of root, and may not: the process has no such right.',
        'Take the change of user out (nginx `user`, supervisord `user=`, `gosu`, `su-exec`, `sudo`, `setpriv`), and let berth start it as the right one with `user`.',
      ],
    ),
    likelyCause(
      'ownership-forbidden',
      /\b(?:chown|chmod|chgrp|fchown|lchown|changing (?:ownership|permissions|group) of)\b.{0,200}(?:operation not permitted|permission denied|read-only file system)/i,
      [
        'A start script changes the owner or the mode of files that are not its user’s, or that stand on a read-only disk.',
        'Do that where the image is built, and take it out of the start.',
      ],
    ),
    likelyCause(
      'account-nameless',
      /getpwuid\(\): uid not found|No user exists for uid|unknown userid|cannot find name for user ID|user: lookup userid|current user has no name|uid \d+ does not exist in the passwd/i,
      [
        'The app asks for the name of the user it runs as, and the number of that user has no entry in /etc/passwd.',
        'Run it as a user that has one (`user`), or set `USER`, `LOGNAME` and `HOME` under `env`.',
      ],
    ),
    likelyCause(
      'home-unset',
      /\bHOME\b['"]?(?: environment variable)?(?: is)? (?:not (?:set|defined)|undefined|unset)\b|neither \$XDG_\w+ nor \$HOME are defined|couldn't find HOME environment|could not determine home directory|HOME or COMPOSER_HOME environment variable must be set/i,
      [
        'The app looks for the home folder of its user, and there is none in its environment.',
        `Set \`HOME: \${runDir}\` under \`env\`, a folder that it may write to.`,
      ],
    ),
  ],
};
