import type { AppFolder } from '../app-folder.ts';
import { readRequirements } from './composer.ts';
import type { PhpSite } from './php-server.ts';

/** A framework or program by the files that it has wherever it is installed, or by its package. */
interface Mark {
  readonly kind: string;
  /** All of them are there, below the folder. */
  readonly files?: readonly string[];
  /** In place of `files`. */
  readonly package?: RegExp;
  /** Where its front controller may be; the first that is there is taken. */
  readonly roots: readonly string[];
  readonly frontController?: string;
  readonly complete?: (folder: AppFolder) => Partial<Pick<PhpSite, 'env' | 'notes' | 'missing'>>;
}

const MARKS: readonly Mark[] = [
  { kind: 'Laravel', files: ['artisan', 'bootstrap/app.php'], roots: ['public'], complete: completeLaravel },
  { kind: 'Lumen', package: /^laravel\/lumen-framework$/, roots: ['public'], complete: completeLaravel },
  { kind: 'WordPress (Bedrock)', package: /^roots\/wordpress$/, roots: ['web', 'public'] },
  { kind: 'WordPress', files: ['wp-load.php', 'wp-includes'], roots: ['.'], complete: completeWordPress },
  { kind: 'Drupal', files: ['core/lib/Drupal.php'], roots: ['.'], complete: completeDrupal },
  {
    kind: 'Drupal',
    package: /^drupal\/core(-recommended)?$/,
    roots: ['web', 'docroot', '.'],
    complete: completeDrupal,
  },
  { kind: 'Drupal 7', files: ['includes/bootstrap.inc', 'sites/default'], roots: ['.'], complete: completeDrupal },
  { kind: 'Joomla', files: ['administrator', 'libraries/src'], roots: ['.'] },
  { kind: 'MediaWiki', files: ['includes/WebStart.php', 'load.php'], roots: ['.'] },
  { kind: 'Magento', files: ['bin/magento'], roots: ['pub', '.'] },
  { kind: 'Symfony', package: /^symfony\/(framework-bundle|symfony)$/, roots: ['public'], complete: completeSymfony },
  { kind: 'Symfony 3', files: ['web/app.php', 'bin/console'], roots: ['web'], frontController: 'app.php' },
  { kind: 'Slim', package: /^slim\/slim$/, roots: ['public', '.'] },
  { kind: 'CakePHP', package: /^cakephp\/cakephp$/, roots: ['webroot'], complete: completeCake },
  {
    kind: 'Yii',
    package: /^yiisoft\/(yii2|yii-web|yii-runner-http)$/,
    roots: ['web', 'public', 'frontend/web'],
    complete: completeYii,
  },
  { kind: 'CodeIgniter', package: /^codeigniter4\/(framework|codeigniter4)$/, roots: ['public'] },
  { kind: 'CodeIgniter', files: ['spark', 'app/Config'], roots: ['public'] },
  { kind: 'CodeIgniter 3', files: ['system/core/CodeIgniter.php'], roots: ['.'] },
  { kind: 'ThinkPHP', files: ['think'], roots: ['public'] },
  { kind: 'ThinkPHP', package: /^topthink\/framework$/, roots: ['public', '.'] },
  { kind: 'Laminas', package: /^(laminas\/laminas-mvc|mezzio\/mezzio)$/, roots: ['public'] },
];

/** The framework or program that a folder holds; null if none is known by its marks. */
export function findPhpFrameworks(folder: AppFolder): PhpSite | null {
  const { packages } = readRequirements(folder);
  for (const mark of MARKS) {
    const seen = seeMark(folder, packages, mark);
    const frontController = mark.frontController ?? 'index.php';
    const root = mark.roots.find((name) => folder.hasFile(`${name}/${frontController}`));
    if (seen === null || root === undefined) continue;
    const front = root === '.' ? frontController : `${root}/${frontController}`;
    return {
      kind: mark.kind,
      evidence: `${seen}, ${front}`,
      root,
      frontController,
      rank: 80,
      notes: [],
      missing: null,
      ...mark.complete?.(folder),
    };
  }
  return null;
}

function seeMark(folder: AppFolder, packages: readonly string[], mark: Mark): string | null {
  if (mark.package !== undefined) {
    const name = packages.find((it) => mark.package!.test(it));
    return name === undefined ? null : `${name} in composer.json`;
  }
  const files = mark.files ?? [];
  return files.every((name) => folder.hasFile(name) || folder.hasFolder(name)) ? (files[0] ?? null) : null;
}

/** Its log goes where berth reads it, and no answer can be given without a key. */
function completeLaravel(folder: AppFolder): Partial<PhpSite> {
  const dotenv = folder.read('.env');
  const hasKey = /^\s*APP_KEY\s*=\s*\S/m.test(dotenv ?? '') || (process.env['APP_KEY'] ?? '') !== '';
  const prepare = dotenv === null && folder.hasFile('.env.example') ? 'cp .env.example .env && ' : '';
  return {
    // PHP's own log is written at once; stderr, under php-fpm, may come after the answer.
    env: { LOG_CHANNEL: 'errorlog' },
    notes: [
      'storage and bootstrap/cache must be writable to it; where the code is read-only, LARAVEL_STORAGE_PATH names another folder for the first (Laravel 11 and newer)',
      'queue workers and the scheduler are processes of their own: `php artisan queue:work`, `php artisan schedule:work`',
    ],
    missing: hasKey || !folder.hasFile('artisan') ? null : `${prepare}php artisan key:generate`,
  };
}

function completeSymfony(folder: AppFolder): Partial<PhpSite> {
  const isDevelopment = /^\s*APP_ENV\s*=\s*dev\b/m.test(folder.read('.env') ?? '');
  return {
    env: { APP_ENV: 'prod', APP_DEBUG: '0' },
    notes: [
      ...(isDevelopment ? ['.env says APP_ENV=dev; env says prod here, which is what counts'] : []),
      'var/ must be writable to it, or be warmed up before it is deployed: `php bin/console cache:warmup --env=prod`',
    ],
  };
}

function completeWordPress(folder: AppFolder): Partial<PhpSite> {
  const isConfigured = folder.hasFile('wp-config.php');
  return {
    notes: [
      'wp-content must be writable to it and outlive the instance; config/wordpress of berth keeps it, and the keys, in a data folder of its own',
      ...(isConfigured ? [] : ['there is no wp-config.php: its set-up page asks for the database at the first visit']),
    ],
  };
}

function completeDrupal(folder: AppFolder): Partial<PhpSite> {
  const isConfigured = ['.', 'web', 'docroot'].some((root) => folder.hasFile(`${root}/sites/default/settings.php`));
  return {
    notes: [
      'behind https, settings.php needs `reverse_proxy` and its addresses; sites/default/files must be writable to it',
      ...(isConfigured ? [] : ['there is no sites/default/settings.php: its set-up page opens at the first visit']),
    ],
  };
}

function completeCake(): Partial<PhpSite> {
  return {
    env: { DEBUG: 'false' },
    notes: ['tmp and logs must be writable to it, and SECURITY_SALT be set'],
  };
}

function completeYii(folder: AppFolder): Partial<PhpSite> {
  const isDevelopment = /define\(\s*'YII_DEBUG'\s*,\s*true/.test(folder.read('web/index.php') ?? '');
  return {
    notes: [
      'runtime and web/assets must be writable to it',
      ...(isDevelopment ? ['web/index.php switches YII_DEBUG on: take the line out for production'] : []),
    ],
  };
}
