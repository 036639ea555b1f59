// Calls gorsejs for the tests: a line of JSON in, {"method":…,"args":[…]}; a line of JSON out, {"value":…} or {"error":{"code":…,"message":…}}.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const [folder, endpoint, secret] = process.argv.slice(2);
const { Gorse } = createRequire(`${folder}/`)('gorsejs');
const client = new Gorse({ endpoint, secret });

async function call({ method, args }) {
  if (method === 'methods') {
    return Object.getOwnPropertyNames(Gorse.prototype).filter(name => name !== 'constructor').sort();
  }
  return client[method](...args);
}

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    answer = { value: (await call(JSON.parse(line))) ?? null };
  } catch (error) {
    answer = { error: { code: error.code ?? null, message: String(error.message) } };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
