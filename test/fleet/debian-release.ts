import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';

/**
 * Unpacks a package of another release of Debian into this folder, where it is installed for nobody. It comes from where this
 * machine's packages come from.
 */
export async function unpackFromRelease(release: string, name: string, folder: string): Promise<void> {
  const apt = join(folder, 'apt');
  for (const part of ['lists/partial', 'cache/archives/partial']) mkdirSync(join(apt, part), { recursive: true });
  writeFileSync(join(apt, 'sources.list'), `deb ${await findArchive()} ${release} main\n`);
  const options = [
    ...['-o', `Dir::Etc::SourceList=${join(apt, 'sources.list')}`, '-o', 'Dir::Etc::SourceParts=/dev/null'],
    ...['-o', `Dir::State::Lists=${join(apt, 'lists')}`, '-o', `Dir::Cache=${join(apt, 'cache')}`],
    ...['-o', 'APT::Sandbox::User=root'],
  ];
  await execa('apt-get', [...options, 'update'], { cwd: apt });
  await execa('apt-get', [...options, 'download', name], { cwd: apt });
  await execa('sh', ['-c', `dpkg-deb -x ${name}_*.deb ..`], { cwd: apt });
}

async function findArchive(): Promise<string> {
  const { stdout } = await execa('apt-get', ['indextargets', '--format', '$(ORIGIN) $(LABEL) $(REPO_URI)']);
  const uri = stdout
    .split('\n')
    .find((line) => line.startsWith('Debian Debian '))
    ?.split(' ')
    .at(2);
  if (uri === undefined) throw new Error('no source of apt is Debian’s own');
  return uri;
}
