/** Text from files as it may go to a terminal: line breaks and escape sequences are shown, not obeyed. */
export function visible(text: string): string {
  return text.replace(/\p{Cc}/gu, (control) => `\\x${control.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
