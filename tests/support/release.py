"""A small vault as `build.mjs` leaves it, so that serving can be tested without bundling one."""

import json
from hashlib import sha256

from hub.vault.release import Release

FILES = {
    "index.html": '<!doctype html><link rel="stylesheet" href="/assets/vault.css">'
    '<script type="module" src="/assets/app.js"></script>',
    "report.html": "<!doctype html><title>Report</title>",
    "receipt.html": "<!doctype html><title>Receipt</title>",
    "assets/app.js": 'import{a}from"./part-AAAA.js";import("./part-LATER.js");a();' + "//" * 400,
    "assets/place.js": "export const place=async()=>{};",
    "assets/part-AAAA.js": 'import"./part-BBBB.js";export const a=()=>1;',
    "assets/part-BBBB.js": "const b=2;",
    "assets/part-LATER.js": "const later=3;",
    "assets/vault.css": ":root{--ink:#123}",
    "assets/icon.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
    "assets/licences.txt": "MIT",
}


def small_release(folder, **changed):
    """Write the files with their list into a folder and return the release; `changed` bytes by name."""
    files = {name: text.encode() for name, text in FILES.items()} | changed
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    listed = {name: sha256(data).hexdigest() for name, data in files.items()}
    (folder / "assets.json").write_text(json.dumps(listed))
    (folder / "built-from").write_text("no part of the release")
    return Release(folder, hub=folder)


def put_up(app, folder):
    """Let an application serve the small vault; the application."""
    folder.mkdir(parents=True, exist_ok=True)
    app.extensions["accord.vault"] = small_release(folder)
    return app
