"""Running the command line in this process, and what it printed."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from qualigraph.cli import main


class Done(NamedTuple):
    """A finished run: its exit code, standard output as bytes and as text, standard error."""

    code: int
    data: bytes
    error: str

    @property
    def output(self) -> str:
        return self.data.decode("utf-8")


class Runner:
    """Runs ``qualigraph`` with arguments; French unless said otherwise."""

    def __init__(self, capture: pytest.CaptureFixture[bytes]) -> None:
        self._capture = capture

    def __call__(self, *arguments: object) -> Done:
        with pytest.raises(SystemExit) as end:
            main([str(argument) for argument in arguments])
        printed = self._capture.readouterr()
        code = end.value.code
        assert isinstance(code, int)
        return Done(code, printed.out, printed.err.decode("utf-8"))
