"""The vault: the browser client in TypeScript, and the few lines of Python that serve what is built of it.

    src/crypto    the three formats, file by file as in `crypto` of Python
    src/client    what `hub.client` is in Python: mirror, keyring, desk, over IndexedDB and fetch
    src/pages     what people see
    src/look      the tokens that the main origin's pages use too, and the vault's style
    static        html
    build.mjs     bundles them into `dist`; hatch_build.py calls it whenever the project is built

`release` is what was built; `serving` gives it to hosts whose first label is `vault`, and to no other.
"""
