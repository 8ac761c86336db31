/**
 * Stands in for the package `string-width` in the bundled command line: that makes an `Intl.Segmenter` as soon as it is
 * loaded, which takes longer than training on a small file. Help, the only text it measures, has no wide characters.
 */
import { stripVTControlCharacters } from 'node:util';

export default function stringWidth(text) {
  return [...stripVTControlCharacters(text)].length;
}
