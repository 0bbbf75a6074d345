"""Opens pages in Firefox without a window, and prints what each says about itself.

    python3 firefox.py FIREFOX WIDTH[,WIDTH...] PAGE...

For every page and width a line of JSON: the page, the width, the text of its element `results`, and what went wrong on the way
(script errors, refused requests, anything written to the console). Speaks Marionette, Firefox's own protocol for tests: lengths
and JSON over a socket. Needs nothing but Python.
"""
import json
import pathlib
import socket
import subprocess
import sys
import tempfile
import time

SECONDS = 60

PREFERENCES = {
    "marionette.port": 0,  # any free one; Firefox writes which
    "devtools.console.stdout.content": True,  # what pages log goes to standard output
    "devtools.console.stdout.chrome": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.update.disabledForTesting": True,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "toolkit.telemetry.server": "",
}

# Errors and refusals that concern files below a folder.
ERRORS = """
  const [folder] = arguments;
  const found = Services.console.getMessageArray()
    .filter((message) => message instanceof Ci.nsIScriptError && message.sourceName.includes(folder))
    .map((message) => message.errorMessage);
  Services.console.reset();
  return found;
"""


class Marionette:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=SECONDS)
        self.count = 0
        self.receive()
        self.call("WebDriver:NewSession")

    def receive(self):
        length = b""
        while not length.endswith(b":"):
            length += self.socket.recv(1) or sys.exit("firefox.py: Firefox went away")
        left, data = int(length[:-1]), b""
        while len(data) < left:
            data += self.socket.recv(left - len(data)) or sys.exit("firefox.py: Firefox went away")
        return json.loads(data)

    def call(self, name, **parameters):
        self.count += 1
        text = json.dumps([0, self.count, name, parameters]).encode()
        self.socket.sendall(b"%d:%s" % (len(text), text))
        _, _, error, result = self.receive()
        if error:
            sys.exit(f"firefox.py: {name}: {error['error']}: {error['message']}")
        return result["value"] if isinstance(result, dict) and "value" in result else result

    def script(self, text, *arguments):
        return self.call("WebDriver:ExecuteScript", script=text, args=list(arguments), newSandbox=False)


def port_of(profile, process):
    file = profile / "MarionetteActivePort"
    for _ in range(SECONDS * 10):
        if file.exists() and file.read_text().strip():
            return int(file.read_text())
        if process.poll() is not None:
            sys.exit(f"firefox.py: Firefox ended with {process.returncode} before it listened")
        time.sleep(0.1)
    sys.exit("firefox.py: Firefox does not listen")


def results(browser, page, width, folder, log):
    # A window cannot be as narrow as a phone, a frame can.
    frame = folder / "frame.html"
    frame.write_text(
        f'<!doctype html><meta charset="utf-8"><body style="margin: 0"><iframe src="{page.as_uri()}"'
        f' style="border: 0; width: {width}px; height: 900px"></iframe>')
    browser.call("WebDriver:Navigate", url=frame.as_uri())
    browser.call("WebDriver:SwitchToFrame", id=0)
    until = time.monotonic() + SECONDS
    while (text := browser.script("return document.getElementById('results')?.textContent ?? null")) is None:
        if time.monotonic() > until:
            break
        time.sleep(0.05)
    browser.call("Marionette:SetContext", value="chrome")
    errors = browser.script(ERRORS, str(page.parent))
    browser.call("Marionette:SetContext", value="content")
    # But for what Firefox itself says where it cannot reach its maker's server.
    logged = [line.decode().strip() for line in log if line.startswith(b"console.") and b" RSLoader:" not in line]
    return {"page": page.name, "width": width, "results": text, "console": errors + logged}


def main():
    firefox, widths, pages = sys.argv[1], sys.argv[2].split(","), sys.argv[3:]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        profile = pathlib.Path(name) / "profile"
        profile.mkdir()
        (profile / "user.js").write_text(
            "".join(f"user_pref({json.dumps(key)}, {json.dumps(value)});\n" for key, value in PREFERENCES.items()))
        # Chrome's scripts may be asked for errors only where this is allowed; an older Firefox takes no notice of it.
        output = pathlib.Path(name) / "output"
        process = subprocess.Popen(
            [firefox, "--headless", "--no-remote", "--marionette", "-remote-allow-system-access", "--profile", str(profile)],
            stdout=output.open("wb"), stderr=subprocess.DEVNULL)
        try:
            browser = Marionette(port_of(profile, process))
            browser.call("WebDriver:SetWindowRect", width=1400, height=1000)
            with output.open("rb") as log:
                for page in map(pathlib.Path, pages):
                    for width in map(int, widths):
                        print(json.dumps(results(browser, page.resolve(), width, pathlib.Path(name), log)), flush=True)
            browser.call("Marionette:Quit", flags=["eForceQuit"])
        finally:
            if process.poll() is None:
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    process.kill()


main()
