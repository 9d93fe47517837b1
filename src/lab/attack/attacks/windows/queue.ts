/** A queue of values; `take` waits for the next value. */
export interface Queue<Value> {
  put(value: Value): void;
  take(): Promise<Value>;
}

export function createQueue<Value>(): Queue<Value> {
  const values: Value[] = [];
  const takers: ((value: Value) => void)[] = [];
  return {
    put(value) {
      const taker = takers.shift();
      if (taker) taker(value);
      else values.push(value);
    },
    take() {
      return new Promise((resolve) => {
        if (values.length) resolve(values.shift() as Value);
        else takers.push(resolve);
      });
    },
  };
}
