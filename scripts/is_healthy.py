"""Exit with 0 when the app on this machine answers that it is well.

Streamlit answers 200 with a page to paths it does not know, so the body is read, not only the status.
"""

import os
import sys
import urllib.request


def main() -> int:
    port = os.environ.get("STREAMLIT_SERVER_PORT", "8501")
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=4) as answer:
            body = answer.read(64).strip()
    except OSError as error:
        print(f"no answer on port {port}: {error}", file=sys.stderr)
        return 1
    if body != b"ok":
        print(f"expected 'ok' from the health check on port {port}; received {body!r}", file=sys.stderr)
    return int(body != b"ok")


if __name__ == "__main__":
    sys.exit(main())
