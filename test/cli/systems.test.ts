import { expect, it } from 'vitest';
import { unsupported } from '#chainrule/cli/systems.js';

const here = { version: 'v20.19.0', platform: 'linux', arch: 'x64' };

it.each(['v20.19.0', 'v20.20.1', 'v22.0.0', 'v100.1.0'])('Node %s is supported', (version) => {
  expect(unsupported({ ...here, version })).toBeUndefined();
});

it.each(['v20.18.9', 'v18.20.4', 'v9.99.0'])('Node %s is too old, which one line says', (version) => {
  expect(unsupported({ ...here, version })).toMatch(
    new RegExp(`^chainrule needs Node 20\\.19 .*${version}.*$`),
  );
});

it('Linux and macOS on x64 and arm64 are supported', () => {
  for (const platform of ['linux', 'darwin'])
    for (const arch of ['x64', 'arm64']) expect(unsupported({ ...here, platform, arch })).toBeUndefined();
});

it.each([{ platform: 'win32' }, { platform: 'freebsd' }, { arch: 's390x' }])('%o is not', (other) => {
  expect(unsupported({ ...here, ...other })).toMatch(
    new RegExp(`^chainrule runs on Linux and macOS.*${Object.values(other)[0]}.*$`),
  );
});
