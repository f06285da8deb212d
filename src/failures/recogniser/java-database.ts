import { causeWith, likelyCause, type RowGroup, symptom } from './row.ts';

/** What Hibernate and Flyway say when the database does not go along. */
export const JAVA_DATABASE_ROWS: RowGroup = {
  runtime: 'Hibernate and Flyway',
  root: 'last',
  rows: [
    symptom(
      'hibernate-dialect',
      /Unable to determine Dialect without JDBC metadata|Access to DialectResolutionInfo cannot be null/,
      [
        'Hibernate could not ask the database what kind it is: there is no connection to it.',
        'Check the address, the user and the password of the database (`spring.datasource.url`), and that it runs before the app.',
      ],
    ),
    likelyCause('flyway-script', /^Migration of schema .{1,100} to version "(?<version>[^"]{1,100})" failed!/, [
      'A migration of the database fails: {version}.',
      'Read the `Message` behind it, and mend the migration or what it finds in the database; `flyway repair` takes the failed try out of the history.',
    ]),
    causeWith('flyway-statement', /^Message {4}: (?<reason>.+)/, /^Location +: |^Line +: /, [
      'A statement of a migration fails: {reason}.',
      'Mend the migration that `Location` names below, or what it finds in the database; `flyway repair` takes the failed try out of the history.',
    ]),
  ],
};
