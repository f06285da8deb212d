import type { AppFolder } from './app-folder.ts';

/** The parts of a berth.yaml that `init` writes, in its own keys; docs/config.md says what they mean. */
export interface FoundConfig {
  readonly command?: string | readonly string[];
  readonly port?: 'auto' | number;
  readonly workingDirectory?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly envFile?: string;
  readonly ready?: Readonly<Record<string, unknown>>;
  readonly stopSignal?: string;
  readonly gracePeriod?: string;
  readonly upstream?: Readonly<Record<string, unknown>>;
  readonly restart?: string | Readonly<Record<string, unknown>>;
  readonly daemons?: 'watched' | 'ignored';
  readonly user?: string;
  readonly listen?: Readonly<Record<string, unknown>>;
  readonly startup?: Readonly<Record<string, unknown>>;
  readonly hooks?: 'runtime' | 'forward';
  readonly proxy?: Readonly<Record<string, unknown>>;
  readonly files?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly processes?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** One way to start the app of a folder, and what gave it away. */
export interface Finding {
  /** What it is, as people call it: `Django with gunicorn`. */
  readonly kind: string;
  /** The files or lines that it was seen by, for a person: `manage.py, shop/wsgi.py`. */
  readonly evidence: string;
  readonly config: FoundConfig;
  /** Texts that the config names (a router script, a template), by file name: written beside it, never over one that is there. */
  readonly writes?: Readonly<Record<string, string>>;
  /**
   * How well it fits, the higher the better: 100 the app's own statement of how it is started in production (a start script,
   * a Procfile); 80 a framework whose entry is certain; 60 one whose entry is a convention; 40 a lone file of a language;
   * 20 a folder of files to serve.
   */
  readonly rank: number;
  /** Said above the config: pitfalls of this kind, one sentence each, without a full stop at the end. */
  readonly notes: readonly string[];
  /** What is still to be done before it can start, as the command to type (`npm ci`, `go build -o app .`); null: nothing. */
  readonly missing: string | null;
}

/** Looks for the apps of one language or framework. Several, if several ways are plausible. */
export type Finder = (folder: AppFolder) => readonly Finding[];

/** A key of somebody else's config that was not carried over, and why. */
export interface LeftOut {
  /** As it stands there: `deploy.resources`, `autorestart`. */
  readonly key: string;
  /** As a sentence without its end. */
  readonly why: string;
}

/** What another tool's file says of how the app is started. */
export interface Imported extends Finding {
  /** The file, as the folder names it. */
  readonly source: string;
  readonly leftOut: readonly LeftOut[];
}

/** Reads one kind of file; null where there is none, or it says nothing of a start. */
export type Importer = (folder: AppFolder) => Imported | null;
