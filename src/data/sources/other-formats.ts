/** Files that are not CSV in UTF-8, recognized by their first bytes. */
import { DataError } from '../../errors.js';
import { visible } from '../../text/visible.js';

interface OtherFormat {
  readonly name: string;
  /** Bytes as Latin-1 text. */
  readonly begins: readonly string[];
  readonly remedy: string;
}

const asCsv = 'export the table as CSV (UTF-8)';
const unpack = (command: string) => `decompress it first, for example with: ${command}`;
const convert = (from: string) => `convert it, for example with: iconv -f ${from} -t UTF-8 OLD > NEW`;

const formats: readonly OtherFormat[] = [
  { name: 'compressed with gzip', begins: ['\x1f\x8b'], remedy: unpack('gzip -dc OLD > NEW') },
  { name: 'compressed with zstd', begins: ['\x28\xb5\x2f\xfd'], remedy: unpack('zstd -dc OLD > NEW') },
  { name: 'compressed with bzip2', begins: ['BZh1AY', 'BZh9'], remedy: unpack('bzip2 -dc OLD > NEW') },
  { name: 'compressed with xz', begins: ['\xfd7zXZ\0'], remedy: unpack('xz -dc OLD > NEW') },
  { name: 'a Parquet file', begins: ['PAR1'], remedy: asCsv },
  { name: 'an Arrow (Feather) file', begins: ['ARROW1', 'FEA1'], remedy: asCsv },
  { name: 'an Excel workbook (.xls)', begins: ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'], remedy: asCsv },
  {
    name: 'a zip archive, as Excel workbooks (.xlsx) are',
    begins: ['PK\x03\x04'],
    remedy: `${asCsv}, or unpack it`,
  },
  { name: 'UTF-32', begins: ['\xff\xfe\0\0', '\0\0\xfe\xff'], remedy: convert('UTF-32') },
  { name: 'UTF-16', begins: ['\xff\xfe', '\xfe\xff'], remedy: convert('UTF-16') },
];

/** Bytes in which NUL is looked for. */
const inspected = 256;

/** Throws a `DataError` where the first bytes of a file show that it is not CSV in UTF-8. */
export function refuseOtherFormats(bytes: Uint8Array, file: string): void {
  const first = Buffer.from(bytes.subarray(0, inspected)).toString('latin1');
  const known = formats.find(({ begins }) => begins.some((start) => first.startsWith(start)));
  const found = known ?? withNul(first);
  if (found === undefined) return;
  const text = `${visible(file)}: expected CSV in UTF-8, but the file is ${found.name}; ${found.remedy}`;
  throw new DataError('DATA_OTHER_FORMAT', text);
}

/** Text in UTF-16 without a byte order mark has NUL in every second byte, as far as it is ASCII. */
function withNul(first: string): Pick<OtherFormat, 'name' | 'remedy'> | undefined {
  const at = [...first].flatMap((character, i) => (character === '\0' ? [i] : []));
  if (at.length === 0) return undefined;
  const [odd, even] = [at.some((i) => i % 2 === 1), at.some((i) => i % 2 === 0)];
  if (odd !== even && at.length >= first.length / 4) {
    const order = odd ? 'LE' : 'BE';
    return { name: `UTF-16 (${order}, without a byte order mark)`, remedy: convert(`UTF-16${order}`) };
  }
  return { name: 'not text: it has NUL bytes', remedy: asCsv };
}
