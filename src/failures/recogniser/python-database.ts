import { cause, type RowGroup } from './row.ts';

/** What SQLAlchemy, Django and their like say of the address and the kind of a database. */
export const PYTHON_DATABASE_ROWS: RowGroup = {
  runtime: 'Python’s ways to a database',
  root: 'last',
  rows: [
    cause(
      'sqlalchemy-url-invalid',
      /ArgumentError: (?:Could not parse (?:SQLAlchemy|rfc1738) URL from|Expected string or URL object, got)/,
      [
        'The address of the database is none: as a rule the variable that holds it is empty, or not set.',
        'Set it under `env` as `postgresql://USER:PASSWORD@HOST:5432/NAME`; signs such as `@`, `/` and `#` in the password are written in percent form.',
      ],
    ),
    cause(
      'sqlalchemy-dialect-unknown',
      /NoSuchModuleError: Can't load plugin: sqlalchemy\.dialects:(?<dialect>[\w.]+)/,
      [
        'SQLAlchemy knows no kind of database called {dialect}.',
        'Correct how its address begins: `postgresql://` (the short `postgres://` was dropped in 1.4), `mysql+pymysql://`, `sqlite://`; or install the package that brings it.',
      ],
    ),
    cause(
      'sqlalchemy-driver-sync',
      /requires an async driver to be used\. The loaded '(?<driver>[^']+)' is not async/,
      [
        'The app uses its database by asyncio, and {driver} cannot do that.',
        'Name another driver in the address: `postgresql+asyncpg://`, `mysql+aiomysql://`, `sqlite+aiosqlite://`.',
      ],
    ),
    cause(
      'sqlalchemy-type-unsupported',
      /Compiler <sqlalchemy\.dialects\.(?<dialect>\w+)\.\S+ object at \w+> can't render element of type (?:<class ')?(?<type>[\w.]+)/,
      [
        'The models of the app use the type {type}, which {dialect} does not have: they are made for another database.',
        'Point the address of the database at the kind that the app was written for (mostly PostgreSQL).',
      ],
    ),
    cause(
      'django-backend-unknown',
      /ImproperlyConfigured: ['"](?<backend>[\w.]+)['"] isn't an available database backend/,
      [
        'Django has no database backend {backend}, or cannot load it.',
        'Correct `ENGINE` (`django.db.backends.postgresql`, `mysql`, `sqlite3`, `oracle`), or install the package that brings it.',
      ],
    ),
    cause('django-engine-missing', /settings\.DATABASES is improperly configured\. Please supply the (?<name>\w+)/, [
      'The settings of Django name no database: {name} is missing, as a rule because the variable that holds its address is not set.',
      'Set that variable under `env` (`DATABASE_URL`, mostly), or complete `DATABASES`.',
    ]),
  ],
};
