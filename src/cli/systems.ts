/**
 * Where the executables run. Loaded before everything else, so nothing here may need a recent Node: what an old one does not
 * know is an error when it is read.
 */
export interface System {
  readonly version: string;
  readonly platform: string;
  readonly arch: string;
}

const oldest = [20, 19] as const;
const platforms = ['linux', 'darwin'];
const architectures = ['x64', 'arm64'];

/** Why this system is not supported, in one line; undefined where it is. */
export function unsupported({ version, platform, arch }: System): string | undefined {
  const [major = 0, minor = 0] = version.replace('v', '').split('.').map(Number);
  if (major < oldest[0] || (major === oldest[0] && minor < oldest[1]))
    return `chainrule needs Node ${oldest.join('.')} or later; this is Node ${version}: install a newer one`;
  if (!platforms.includes(platform) || !architectures.includes(arch))
    return `chainrule runs on Linux and macOS, on x64 and arm64; this is ${platform} on ${arch}`;
  return undefined;
}
