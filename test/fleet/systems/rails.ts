import { execa } from 'execa';
import type { System } from '../system.ts';

/** Those that need gems beyond Debian's. */
const LEFT_OUT = ['bundle', 'sprockets', 'listen', 'git', 'test'].map((part) => `--skip-${part}`);

export const SYSTEM: System = {
  name: 'rails',
  packages: ['ruby-rails', 'puma', 'ruby-sqlite3', 'ruby-byebug', 'bundler'],
  make: async (folder) => {
    const run = execa({ cwd: folder, env: { RAILS_ENV: 'production' } });
    await run`rails new . --skip --minimal ${LEFT_OUT} --template template.rb`;
    await run`bundle install --local`;
    await run`bundle exec rails db:prepare`;
  },
  page: { path: '/books', says: '<h1>Books</h1>' },
  idPath: '/books',
  redirect: { path: '/shelf/', to: '/books' },
  stream: { path: '/events', first: 'opened', last: 'closed' },
  process: 'puma',
};
