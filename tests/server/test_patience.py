"""Connections that stand still are shut; those that move, or wait for us, are not."""

from __future__ import annotations

import socket
import sys
import time
from collections.abc import Iterator

import pytest

from qualigraph_server.patience import LEAST_A_SECOND, Watch

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what a connection has moved")

Pair = tuple[socket.socket, socket.socket]
ENOUGH = b"x" * (LEAST_A_SECOND * 10)


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as found:
        yield found


@pytest.fixture
def pair(listener: socket.socket) -> Iterator[Pair]:
    """A client's end of a connection, and the server's."""
    client = socket.create_connection(listener.getsockname())
    served, _ = listener.accept()
    with client, served:
        client.settimeout(2)
        served.settimeout(2)
        yield client, served


def watch(listener: socket.socket) -> Watch:
    return Watch(listener.getsockname()[1], silence=0.3, window=10)


def is_open(client: socket.socket) -> bool:
    client.setblocking(False)
    try:
        return client.recv(1) != b""
    except BlockingIOError:
        return True
    except OSError:
        return False


def test_a_body_sent_drop_by_drop_ends(listener: socket.socket, pair: Pair) -> None:
    client, served = pair
    found = watch(listener)
    time.sleep(0.5)
    looks = 0
    while not found.look(float(looks)):
        client.sendall(b"x")
        looks += 1
        assert looks < 20
    assert looks >= 10
    while served.recv(100):
        pass  # whoever reads the body sees its end
    assert not is_open(client)


def test_a_body_that_moves_goes_on(listener: socket.socket, pair: Pair) -> None:
    client, served = pair
    found = watch(listener)
    time.sleep(0.5)
    for number in range(60):
        if number % 5 == 0:
            client.sendall(ENOUGH)
            left = len(ENOUGH)
            while left:
                left -= len(served.recv(left))
        assert found.look(float(number)) == 0
    assert is_open(client)


def test_an_answer_read_drop_by_drop_ends(listener: socket.socket, pair: Pair) -> None:
    client, served = pair
    served.setblocking(False)
    with pytest.raises(BlockingIOError):
        while True:
            served.send(b"x" * 65536)
    found = watch(listener)
    shut = []
    for number in range(12):
        client.recv(1)
        shut.append(found.look(float(number)))
    assert sum(shut[:10]) == 0
    assert sum(shut) >= 1
    with pytest.raises(OSError):
        served.send(b"x")


def test_a_connection_that_owes_nothing_is_left(listener: socket.socket, pair: Pair) -> None:
    client, served = pair
    found = Watch(listener.getsockname()[1], silence=3600, window=10)
    client.sendall(b"GET / HTTP/1.1\r\n\r\n")
    served.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")
    client.recv(100)
    time.sleep(0.1)
    for number in range(60):
        assert found.look(float(number)) == 0
    assert is_open(client)


def test_other_connections_are_none_of_its_business(listener: socket.socket, pair: Pair) -> None:
    client, _ = pair
    found = Watch(listener.getsockname()[1] + 1, silence=0, window=1)
    time.sleep(0.1)
    for number in range(10):
        assert found.look(float(number)) == 0
    assert is_open(client)
