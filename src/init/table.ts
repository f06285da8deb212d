import { findBeam } from './finder/beam.ts';
import { findBinary } from './finder/binary.ts';
import { findDeno } from './finder/deno.ts';
import { findDotnet } from './finder/dotnet.ts';
import { findGo } from './finder/go.ts';
import { findJava } from './finder/java.ts';
import { findNode } from './finder/node.ts';
import { findPerl } from './finder/perl.ts';
import { findPhp } from './finder/php.ts';
import { findPhpWorker } from './finder/php-worker.ts';
import { findPython } from './finder/python.ts';
import { findRuby } from './finder/ruby.ts';
import { findRust } from './finder/rust.ts';
import { findStartScript } from './finder/start-script.ts';
import { findStatic } from './finder/static.ts';
import { findWebServer } from './finder/web-server.ts';
import type { Finder, Importer } from './finding.ts';
import { importBootstrap } from './import/bootstrap.ts';
import { importAppEngine } from './import/cloud/app-engine.ts';
import { importAppRunner } from './import/cloud/app-runner.ts';
import { importHeroku } from './import/cloud/heroku.ts';
import { importRailway } from './import/cloud/railway.ts';
import { importRender } from './import/cloud/render.ts';
import { importServerlessFramework } from './import/cloud/serverless-framework.ts';
import { importCompose } from './import/compose.ts';
import { importDockerfile } from './import/dockerfile.ts';
import { importFly } from './import/fly.ts';
import { importProcfile } from './import/procfile.ts';
import { importServerlessDevs } from './import/serverless-devs.ts';
import { importSupervisord } from './import/supervisord.ts';
import { importSystemd } from './import/systemd.ts';
import { importWebConfig } from './import/web-config.ts';

/** All that looks for apps, in no order: what fits best is chosen by its rank. */
export const FINDERS: readonly Finder[] = [
  // A line each, so that lists merge.
  findBeam,
  findBinary,
  findDotnet,
  findGo,
  findJava,
  findRust,
  findStartScript,
  findPerl,
  findPhp,
  findPhpWorker,
  findPython,
  findNode,
  findRuby,
  findStatic,
  findWebServer,
  findDeno,
];

/** All that reads the files of other tools, the most telling first. */
export const IMPORTERS: readonly Importer[] = [
  // A line each, so that lists merge.
  importBootstrap,
  importServerlessDevs,
  importProcfile,
  importSupervisord,
  importDockerfile,
  importCompose,
  importFly,
  importAppEngine,
  importHeroku,
  importRender,
  importRailway,
  importAppRunner,
  importServerlessFramework,
  importSystemd,
  importWebConfig,
];
