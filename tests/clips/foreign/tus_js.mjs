// Uploads one file with the real tus-js-client, as asked by a JSON object on standard input:
// {module, endpoint, cookie, file, metadata, chunkSize, deferred, withCreation, abortAtBytes}.
// Says what came of it as JSON on standard output: {url, requests, aborted} or {error, status}.
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { PassThrough } from "node:stream";

const job = JSON.parse(await readFile("/dev/stdin", "utf8"));
const tus = createRequire(job.module)("tus-js-client");
const { size } = await stat(job.file);
const requests = [];

function options(extra) {
  return {
    endpoint: job.endpoint,
    headers: { Cookie: job.cookie },
    metadata: job.metadata,
    chunkSize: job.chunkSize ?? Number.POSITIVE_INFINITY,
    retryDelays: [0, 50, 50, 50, 50, 50, 50, 50, 50, 50],
    uploadDataDuringCreation: job.withCreation === true,
    ...(job.deferred ? { uploadLengthDeferred: true } : { uploadSize: size }),
    onBeforeRequest: (request) => requests.push(request.getMethod()),
    ...extra,
  };
}

// The client would ask a file for its size; of a stream it learns the end when it is there.
function source() {
  const file = createReadStream(job.file);
  return job.deferred ? file.pipe(new PassThrough()) : file;
}

function run(extra) {
  return new Promise((resolve, reject) => {
    const upload = new tus.Upload(source(), options({
      ...extra,
      onSuccess: () => resolve({ url: upload.url, aborted: false }),
      onError: reject,
      onChunkComplete: (_size, accepted) => {
        if (extra.abortAt && accepted >= extra.abortAt) {
          upload.abort().then(() => resolve({ url: upload.url, aborted: true }), reject);
        }
      },
    }));
    upload.start();
  });
}

// A stream cannot be rewound, so going on after an abort reads the file into memory first.
async function resume(url) {
  const content = await readFile(job.file);
  return new Promise((resolve, reject) => {
    const upload = new tus.Upload(content, options({
      uploadUrl: url,
      onSuccess: () => resolve({ url: upload.url, aborted: true }),
      onError: reject,
    }));
    upload.start();
  });
}

try {
  let done = await run({ abortAt: job.abortAtBytes });
  if (done.aborted) done = await resume(done.url);
  console.log(JSON.stringify({ ...done, requests }));
} catch (error) {
  const status = error.originalResponse?.getStatus() ?? null;
  console.log(JSON.stringify({ error: String(error), status, requests }));
}
