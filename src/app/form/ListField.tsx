import { useEffect, useId, useRef, useState } from 'react';
import { pointerTo } from '../../mcp/json-schema/pointer.ts';
import { Button } from '../../ui/Button.tsx';
import { CONTROLS } from './control-names.ts';
import { FieldGroup } from './FieldGroup.tsx';
import type { InputFieldProps, NestingProps } from './input-field-props.ts';
import { WhenEmpty } from './WhenEmpty.tsx';

export function ListField({ field, path, errors, value, Field }: InputFieldProps<'list'> & NestingProps) {
  const legendId = useId();
  const list = useRef<HTMLOListElement>(null);
  const [initial] = useState<unknown[]>(() => (Array.isArray(value) ? value : []));
  // Each item has a number that never changes, so that an item keeps its text when another item is removed.
  const [items, setItems] = useState(() => initial.map((_item, index) => index));
  const [next, setNext] = useState(initial.length);
  const [moved, setMoved] = useState(false);

  useEffect(() => {
    if (!moved) return;
    const last = list.current?.lastElementChild?.querySelector<HTMLElement>('input[type="text"], textarea');
    (last ?? list.current?.parentElement?.querySelector<HTMLElement>('button'))?.focus();
    setMoved(false);
  }, [moved]);

  return (
    <FieldGroup field={field} path={path} errors={errors} labelId={legendId}>
      <ol ref={list} className="grid gap-2">
        {items.map((item, index) => (
          <li key={item} className="flex min-w-0 flex-wrap items-end gap-2">
            <input type="hidden" name={CONTROLS.items(path)} value={item} />
            <div className="min-w-0 grow">
              <Field
                field={{ ...field.item, label: `${field.item.label || 'Item'} ${index + 1}` }}
                path={pointerTo(path, item)}
                errors={errors}
                value={initial[item]}
              />
            </div>
            <Button
              onClick={() => {
                setItems(items.filter((one) => one !== item));
                setMoved(true);
              }}
            >
              Remove item {index + 1}
            </Button>
          </li>
        ))}
      </ol>
      {items.length === 0 && <WhenEmpty field={field} path={path} value={value} labelId={legendId} />}
      <div>
        <Button
          onClick={() => {
            setItems([...items, next]);
            setNext(next + 1);
            setMoved(true);
          }}
        >
          Add an item
        </Button>
      </div>
    </FieldGroup>
  );
}
