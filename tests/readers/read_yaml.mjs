// Opens YAML files in yaml-language-server as an editor does, and prints what it says of each, as JSON: {file: [message]}.
// The first argument is the server, the others are files; each names its schema in its first line.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [server, ...files] = process.argv.slice(2);
const child = spawn(process.execPath, [server, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
const waiting = new Map(files.map((file) => [pathToFileURL(file).href, file]));
const said = {};

const send = (message) => {
  const body = JSON.stringify({ jsonrpc: '2.0', ...message });
  child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
};

const settings = { yaml: { validate: true, schemaStore: { enable: false } } };

const open = () => {
  send({ method: 'initialized', params: {} });
  send({ method: 'workspace/didChangeConfiguration', params: { settings } });
  for (const [uri, file] of waiting) {
    const textDocument = { uri, languageId: 'yaml', version: 1, text: readFileSync(file, 'utf8') };
    send({ method: 'textDocument/didOpen', params: { textDocument } });
  }
};

const take = (message) => {
  if (message.id === 0 && message.result) {
    open();
  } else if (message.method === 'workspace/configuration') {
    const result = message.params.items.map((item) => settings[item.section] ?? {});
    send({ id: message.id, result });
  } else if (message.method && message.id !== undefined) {
    send({ id: message.id, result: null });
  } else if (message.method === 'textDocument/publishDiagnostics') {
    const file = waiting.get(message.params.uri);
    if (file !== undefined) {
      waiting.delete(message.params.uri);
      said[file] = message.params.diagnostics.map((found) => found.message);
    }
    if (waiting.size === 0) {
      console.log(JSON.stringify(said));
      child.kill();
      process.exit(0);
    }
  }
};

let read = Buffer.alloc(0);
child.stdout.on('data', (bytes) => {
  read = Buffer.concat([read, bytes]);
  for (;;) {
    const end = read.indexOf('\r\n\r\n');
    const length = /Content-Length: (\d+)/.exec(read.subarray(0, Math.max(end, 0)).toString());
    if (end < 0 || read.length < end + 4 + Number(length[1])) return;
    const body = read.subarray(end + 4, end + 4 + Number(length[1]));
    read = read.subarray(end + 4 + Number(length[1]));
    take(JSON.parse(body.toString()));
  }
});
setTimeout(() => {
  console.error(`no word about ${[...waiting.values()].join(', ')}`);
  child.kill();
  process.exit(1);
}, 120_000).unref();
send({ id: 0, method: 'initialize', params: { processId: process.pid, rootUri: null, capabilities: { workspace: { configuration: true } } } });
