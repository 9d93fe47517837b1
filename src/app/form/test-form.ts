import { pointerTo } from '../../mcp/json-schema/pointer.ts';
import { CONTROLS } from './control-names.ts';
import { type FilledForm, filledForm } from './filled-form.ts';
import type { FormField, FormShape } from './form-fields.ts';
import { asText, memberOf } from './initial-value.ts';

/** Fills in a form like a user who wants to send these values. Does not change a field whose value is `undefined`. */
export function filledIn({ fields }: FormShape, values: unknown): FilledForm {
  const form: [string, string][] = [];
  for (const field of fields)
    fill(form, field, field.path, field.path ? memberOf(values, field.name) : values);
  return filledForm(form);
}

function fill(form: [string, string][], field: FormField, at: string, value: unknown): void {
  switch (field.kind) {
    case 'text':
    case 'number':
    case 'json': {
      const isEmpty = value === undefined || value === null || value === '';
      form.push([CONTROLS.value(at), isEmpty && field.kind !== 'json' ? '' : asText(value ?? '')]);
      setEmpty(form, at, value);
      break;
    }
    case 'choice': {
      const chosen = field.choices.findIndex((choice) => choice.value === value);
      form.push([CONTROLS.value(at), chosen < 0 ? (value === null ? 'null' : '') : String(chosen)]);
      break;
    }
    case 'flag':
      form.push([CONTROLS.value(at), value === undefined ? '' : String(value)]);
      break;
    case 'several':
      for (const [index, choice] of field.choices.entries()) {
        if (Array.isArray(value) && value.includes(choice.value))
          form.push([CONTROLS.value(at), String(index)]);
      }
      setEmpty(form, at, value);
      break;
    case 'list':
      for (const [index, item] of (Array.isArray(value) ? value : []).entries()) {
        // The numbers have gaps, as after a user has removed items.
        form.push([CONTROLS.items(at), String(index * 7)]);
        fill(form, field.item, pointerTo(at, index * 7), item);
      }
      setEmpty(form, at, value);
      break;
    case 'group':
      form.push([CONTROLS.included(at), value === undefined ? '' : value === null ? 'null' : 'given']);
      for (const member of field.fields)
        fill(form, member, pointerTo(at, member.name), memberOf(value, member.name));
      break;
    default:
      field satisfies never;
  }
}

function setEmpty(form: [string, string][], at: string, value: unknown): void {
  const isEmpty = value === '' || (Array.isArray(value) && !value.length);
  form.push([CONTROLS.empty(at), value === null ? 'null' : isEmpty ? 'empty' : '']);
}
