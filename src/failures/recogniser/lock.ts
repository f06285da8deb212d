import { likelyCause, type RowGroup, removeFirst } from './row.ts';

/** What any program says that finds the files of an earlier run, or another one of its kind at work. */
export const LOCK_ROWS: RowGroup = {
  runtime: 'files of an earlier run',
  root: 'last',
  rows: [
    likelyCause(
      'pid-file-stale',
      /(?:\bpid ?file\b|\block ?file\b|\.pid\b|\.lock\b).{0,120}\b(?:already exists|already locked|is locked|file is empty)\b|\block file is empty\b|\b(?:already|still) running(?: with|:|,)? \(?(?:process|pid|as pid)\b/i,
      ['The app found a pid or lock file of an earlier run, and takes that run for alive.', removeFirst('FILE')],
    ),
    likelyCause(
      'data-folder-locked',
      /(?:can't|could not|unable to|cannot|failed to) (?:get an exclusive |obtain (?:node )?|acquire (?:an? |the )?(?:exclusive )?|take )?lock(?:s|ing)?\b(?!.*(?:migrat|change ?log|\btable\b)).{0,120}(?:for exclusive use|error:? 11\b|in use by another process|temporarily unavailable|are not writable|already (?:locked|in use)|held by)|lock DB directory: resource temporarily unavailable|could not get an exclusive lock|another (?:instance|process) .{0,60}is (?:already )?(?:running|using)\b(?! on the same address)|process with pid \d+ is using unix socket file|failed to obtain node locks?|: locked by (?:an)?other process|acquire lock at \S{1,200}, is another instance of/i,
      [
        'The app cannot lock its files: another process of this kind holds them, or its user may not write there.',
        'Start it once, each with a folder of its own; after a restart let the earlier one end first (`gracePeriod`). Else look at the owner of the folder.',
      ],
    ),
  ],
};
