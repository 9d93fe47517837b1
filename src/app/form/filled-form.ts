/** The values of the controls of a form, by their names. */
export type FilledForm = ReadonlyMap<string, readonly string[]>;

/** Collects the controls that have a value, in their order. */
export function filledForm(controls: Iterable<readonly [name: string, value: string]>): FilledForm {
  const filled = new Map<string, string[]>();
  for (const [name, value] of controls) filled.set(name, [...(filled.get(name) ?? []), value]);
  return filled;
}

/** Reads the controls of a form on the page. `FormData` would replace lone surrogates. */
export function controlsOf(form: HTMLFormElement): [name: string, value: string][] {
  return [...form.elements].flatMap((control): [string, string][] => {
    if (control instanceof HTMLInputElement) {
      const isUnset = ['radio', 'checkbox'].includes(control.type) && !control.checked;
      return isUnset ? [] : [[control.name, control.value]];
    }
    const isOther = control instanceof HTMLTextAreaElement || control instanceof HTMLSelectElement;
    return isOther ? [[control.name, control.value]] : [];
  });
}
