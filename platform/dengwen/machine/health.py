"""Asking a web server on this machine whether it answers."""

from __future__ import annotations

import http.client


def answers(*, port: int, host: str, path: str = "/health/", seconds: float = 5.0) -> bool:
    """Whether 127.0.0.1 answers 200 for this host. The name itself is not looked up: most systems
    do not resolve names under ``.localhost``."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    try:
        connection.request("GET", path, headers={"Host": f"{host}:{port}"})
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
