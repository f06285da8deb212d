import { cause, causeWith, likelyCause, type RecogniserRow, type RowGroup } from './row.ts';

const MIGRATE =
  'Migrate before the start, by a one-shot: `prepare: { command: migrate, oneshot: true }` in `processes`, and `after: [prepare]` in the app.';
const HISTORY =
  'Deploy all migrations as they were when they ran; what must change goes into a new one. Only if the database is right as it is, tell the tool so ({tool}).';

/** What it misses is what a migration makes. */
function unmigrated(...[name, pattern, words]: Parameters<typeof cause>): RecogniserRow {
  return { ...cause(name, pattern, words), isUnmigrated: true };
}

/** What migration tools and mappers say of a schema that is not what the app expects. */
export const SCHEMA_ROWS: RowGroup = {
  runtime: 'a schema',
  root: 'last',
  rows: [
    cause(
      'flyway-checksum',
      /Migration [Cc]hecksum mismatch for migration (?:version )?(?<version>[\w.]+)|Migration description mismatch for migration version (?<other>[\w.]+)/,
      ['A Flyway migration was edited after it had been applied.', HISTORY.replace('{tool}', '`flyway repair`')],
    ),
    cause(
      'flyway-duplicate',
      /Found more than one (?:repeatable )?migration with (?:version|description) (?<version>[\w.]+)/,
      [
        'Two Flyway migrations have the same version or name: {version}.',
        'Rename one of them; a stale copy may lie in the build folder.',
      ],
    ),
    cause('flyway-failed', /Detected failed (?:repeatable )?migration(?: to version)? (?<version>\S+)/, [
      'An earlier Flyway migration failed half-way: {version}.',
      'Undo what it did, remove the failed entry with `flyway repair`, and start again.',
    ]),
    cause('flyway-baseline', /Found non-empty schema\(s\) (?<schema>\S+)(?: but no| without) schema history table/, [
      'Flyway finds tables in {schema}, but no history of its own.',
      'Give it an empty schema, or take the tables over with `baselineOnMigrate` (`spring.flyway.baseline-on-migrate=true`).',
    ]),
    causeWith(
      'flyway-unknown-migration',
      /Migrations have failed validation/,
      /Detected (?:resolved migration not applied to database|applied migration not resolved locally)/,
      [
        'The Flyway migrations of the app are not those that the database knows: some were never applied, or are gone.',
        HISTORY.replace('{tool}', '`outOfOrder`, or `flyway repair`'),
      ],
    ),
    cause(
      'flyway-database-unsupported',
      /Unsupported Database: (?<database>[\w. ]+)|Flyway .* does not support (?<other>.+)/,
      [
        'This Flyway does not support the version of the database, or lacks its module.',
        'Update Flyway to a version that knows the database, and add its module (`flyway-mysql`, `flyway-database-postgresql`).',
      ],
    ),
    cause('liquibase-locked', /Could not acquire change log lock/, [
      'Liquibase waits for a lock in the database that another run holds, or left when it was killed.',
      'If no other migration runs, free it: `liquibase release-locks`, or `UPDATE databasechangeloglock SET locked = false`.',
    ]),
    cause('liquibase-checksum', /(?<set>\S+::\S+::\S+) was: \S+ but is now: /, [
      'A Liquibase change set was edited after it had been applied: {set}.',
      HISTORY.replace('{tool}', '`validCheckSum`'),
    ]),
    cause('liquibase-invalid', /liquibase\.exception\.(?:ValidationFailedException|ChangeLogParseException)/, [
      'Liquibase does not accept the change log.',
      'Correct the change sets that it names below.',
    ]),
    cause('hibernate-schema', /Schema.validation: (?<reason>(?:missing|wrong) .+?)(?:$|;| -> )/, [
      'The schema of the database is not the one that the entities of the app expect: {reason}.',
      `Add the migration that brings it, or correct the entity. ${MIGRATE}`,
    ]),
    cause('rails-pending', /Migrations are pending\. To resolve|ActiveRecord::PendingMigrationError/, [
      'The database lacks migrations of this version of the Rails app.',
      `${MIGRATE} For Rails the command is \`bin/rails db:migrate\`.`,
    ]),
    cause('rails-database-missing', /We could not find your database: (?<database>[^.\s]+)/, [
      'The database {database} of the Rails app does not exist.',
      'Create it with `bin/rails db:prepare`, by a one-shot that the app comes `after`, or correct its name in `DATABASE_URL`.',
    ]),
    cause('rails-concurrent', /ConcurrentMigrationError/, [
      'Another instance is migrating the same database at this moment.',
      'Migrate once, ahead of all instances, or start again when the other is done.',
    ]),
    cause('django-inconsistent', /InconsistentMigrationHistory: (?<reason>.+)/, [
      'The history of Django’s migrations in the database has a gap: {reason}',
      'As a rule an app or a user model was added later: use a fresh database, or correct the table `django_migrations`.',
    ]),
    cause('django-conflicting', /Conflicting migrations detected; (?<reason>multiple leaf nodes.+)/, [
      'Two Django migrations follow the same one: {reason}',
      'Merge them with `manage.py makemigrations --merge`, and deploy the result.',
    ]),
    cause('django-migration-missing', /NodeNotFoundError: (?<reason>.+)/, [
      'A Django migration needs one that is not there: {reason}',
      'Deploy all files of the `migrations` folders, and the versions of the packages that they were made for.',
    ]),
    cause('alembic-unknown', /Can't locate revision identified by '(?<revision>[^']+)'/, [
      'The database is at the Alembic revision {revision}, which this version of the app does not have: it was migrated by a newer or another one.',
      'Deploy the version that has it, or use another database.',
    ]),
    cause('alembic-heads', /Multiple head(?: revision)?s are present/, [
      'Two Alembic revisions follow the same one, or two have the same id.',
      'Merge them with `alembic merge heads`, or give one a new id.',
    ]),
    cause('alembic-behind', /Target database is not up to date/, [
      'The database lacks Alembic revisions of this version of the app.',
      `${MIGRATE} For Alembic the command is \`alembic upgrade head\`.`,
    ]),
    cause(
      'prisma-migration-stopped',
      /A migration failed to apply\. New migrations cannot be applied|Migration `(?<name>[^`]+)` failed to apply cleanly/,
      [
        'A Prisma migration failed.',
        'Read the database’s own error below it, mend the migration or the data, and run `prisma migrate resolve`.',
      ],
    ),
    unmigrated(
      'prisma-table-missing',
      /The (?<kind>table|column) `(?<name>[^`]+)` does not exist in the current database/,
      [
        'The database has no {kind} {name}: the Prisma migrations were not applied to it.',
        `${MIGRATE} For Prisma the command is \`prisma migrate deploy\`.`,
      ],
    ),
    cause(
      'migration-locked',
      /Migration table is already locked|MigrationsAreLockedError|Migrations are running at the moment|can't acquire (?:database )?lock|failed to acquire lock|has migration lock; cannot run migrations/,
      [
        'Another run holds the lock for migrations, or left it when it was killed.',
        'If no other migration runs, free it (Knex: `knex migrate:unlock`; else the row or table that the message names).',
      ],
    ),
    cause('knex-corrupt', /migration directory is corrupt, the following files are missing: (?<files>.+)/, [
      'Knex finds migrations in the database that the app does not have: {files}.',
      HISTORY.replace('{tool}', '`disableMigrationsListValidation`'),
    ]),
    cause('migrate-dirty', /Dirty database version (?<version>\d+)/, [
      'An earlier migration failed half-way: the database is marked dirty at version {version}.',
      'Undo or finish what it did, then `migrate force VERSION` with the version that is whole.',
    ]),
    cause('migrate-version-missing', /no migration found for version (?<version>\d+)/, [
      'The database is at version {version}, and this version of the app has no such migration: a newer one migrated it.',
      'Deploy the newer version, or all its migration files.',
    ]),
    cause('goose-missing', /found (?<count>\d+) missing (?:\(out-of-order\) )?migrations/i, [
      'The database lacks {count} migrations that are older than its version.',
      'Apply them with `goose up -allow-missing`, or give them new numbers.',
    ]),
    cause('ecto-pending', /there are (?:\d+ )?pending migrations for repo: (?<repo>[\w.]+)/, [
      'The database of {repo} lacks migrations of this version of the app.',
      `${MIGRATE} For Ecto the command is \`mix ecto.migrate\`, or the release’s own.`,
    ]),
    cause(
      'sqlx-modified',
      /migration (?<version>\d+) was previously applied but (?<reason>has been modified|is missing in the resolved migrations)/,
      [
        'The migrations of the app and those of the database differ: {version} {reason}.',
        HISTORY.replace('{tool}', 'its row in `_sqlx_migrations`'),
      ],
    ),
    cause('play-evolutions', /Database '(?<database>[^']+)' needs evolution/, [
      'The database {database} lacks evolutions of this version of the Play app.',
      'Apply them by hand, or set `play.evolutions.db.default.autoApply=true` (`-D` on the command line).',
    ]),
    cause('kong-bootstrap', /Database needs bootstrapping or is older than/, [
      'The database of Kong was never made ready.',
      `${MIGRATE} For Kong the command is \`kong migrations bootstrap\`.`,
    ]),
    cause(
      'schema-too-new',
      /(?:database|schema|data)\b.{0,60} ?(?:is for a newer|version \S{1,20} is newer than|created by a newer|from a newer|too new for|\([\d.]+\) is higher than)/i,
      [
        'The data was made by a newer version than the one that runs now, which cannot go back.',
        'Run the newer version again, or restore the data of before the upgrade.',
      ],
    ),
    unmigrated(
      'table-missing',
      /(?:relation "(?<relation>[^"]+)" does not exist|[Tt]able '(?!mysql\.)(?<table>[\w.-]+)' doesn't exist|no such table: (?<name>[\w.]+)|Invalid object name '(?<object>[^']+)'|ORA-00942)/,
      [
        'The app asks for a table that its database does not have: it was never migrated, or it is another database.',
        `${MIGRATE} Check too that it is the database you mean.`,
      ],
    ),
    unmigrated(
      'column-missing',
      /(?:column "?(?<column>[\w."]+)"? (?:of relation "[^"]+" )?does not exist|Unknown column '(?<field>[^']+)'|no such column: (?<name>[\w.]+)|has no column named (?<last>\w+)|Invalid column name '(?<other>[^']+)')/,
      ['The app asks for a column that its table does not have: the schema is of another version.', MIGRATE],
    ),
    cause(
      'table-exists',
      /(?:relation|type) "(?<relation>[^"]+)" already exists|[Tt]able [`'"]?(?<table>[\w.]+)[`'"]? already exists|already an object named '(?<object>[^']+)'|[Dd]uplicate column name:? '?(?<column>\w+)|\bindex [`'"]?(?<index>\w+)[`'"]? already exists|Duplicate key name '(?<key>\w+)'/,
      [
        'A migration makes something that the database has already: it was made without the tool, or a migration broke off half-way.',
        'Use an empty database, or mark the migration as applied (`--fake` in Django, `alembic stamp`, `baseline`).',
      ],
    ),
    likelyCause(
      'constraint-broken',
      /violates (?<kind>foreign key|not-null|unique|check) constraint|a foreign key constraint fails|(?<other>NOT NULL|UNIQUE|FOREIGN KEY|CHECK) constraint failed|null value in column "[^"]+" .*violates|[Dd]uplicate entry '[^']*' for key/,
      [
        'The database does not accept a row: one of its rules (a key, a unique or required value) is broken by it.',
        'Correct the data that the app or its migration writes, or that stands in the table already.',
      ],
    ),
  ],
};
