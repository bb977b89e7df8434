"""Nothing of ours is sent to an address inside."""

import contextlib
import socket
import threading
import time

import pytest

from accounts import web

INSIDE = [
    *("https://127.0.0.1/", "https://10.0.0.1/", "https://169.254.169.254/latest/", "https://192.168.1.1/"),
    *("https://[::1]/", "https://[::ffff:10.0.0.1]/", "https://[fe80::1]/", "https://[64:ff9b::a00:1]/"),
    *("https://[2002:7f00:1::]/", "https://100.64.0.1/", "https://0.0.0.0/", "https://[fd00::1]/"),
    *("https://224.0.0.1/", "https://255.255.255.255/", "https://[ff02::1]/", "https://[::]/"),
]
BAD = [
    *("http://hooks.slack.com/", "ftp://hooks.slack.com/", "https://hooks.slack.com:8443/", "https:///x", "slack"),
    *("https://ravi@hooks.slack.com/", "https://hooks.slack.com\\@10.0.0.1/", "https://hooks.slack.com/ x"),
    *("https://ravi:x@10.0.0.1/", "https://[::1", "https://hooks.slack.com:99999/", "https://hooks.slack.com/\n"),
]
BY_NAME = ["localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1"]


@pytest.fixture(autouse=True)
def _nothing_is_allowed(settings):
    settings.WEB_ALLOWED_HOSTS = set()


@pytest.mark.parametrize("url", [*INSIDE, *BAD])
def test_an_address_inside_or_of_another_kind_is_refused_when_it_is_typed(url):
    with pytest.raises(web.BadAddress):
        web.check(url)


@pytest.mark.parametrize("host", BY_NAME)
def test_a_name_or_number_that_means_an_address_inside_is_refused_when_it_is_used(host):
    with pytest.raises((web.BadAddress, web.NoAnswer)):
        web.post(f"https://{host}/", body=b"{}", headers={})


def test_one_address_inside_among_good_ones_is_enough_to_refuse(monkeypatch):
    rows = [(2, 1, 6, "", ("93.184.215.14", 443)), (2, 1, 6, "", ("10.0.0.9", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: rows)
    with pytest.raises(web.BadAddress):
        web.address_of("two-faced.example", 443)


def test_a_public_address_is_taken_as_it_is():
    assert web.check("https://hooks.slack.com/services/T/B/x").hostname == "hooks.slack.com"
    web.check_address(web.ipaddress.ip_address("93.184.215.14"))


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"])
def test_one_who_answers_without_end_is_left_after_the_time_allowed(head, settings, monkeypatch):
    settings.WEB_ALLOWED_HOSTS = {"127.0.0.1"}
    monkeypatch.setattr(web, "LONGEST", 0.3)
    left = threading.Event()

    def drip(server):
        taken, _ = server.accept()
        with contextlib.suppress(OSError):
            taken.sendall(head)
            for _ in range(600):
                time.sleep(0.05)
                taken.sendall(b"x")
            return  # half a minute, and still there
        left.set()
        taken.close()

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=drip, args=[server])
        thread.start()
        with contextlib.suppress(web.NoAnswer):
            answer = web.post(f"http://127.0.0.1:{server.getsockname()[1]}/", body=b"{}", headers={})
            assert (answer.status, len(answer.text) < 1000) == (200, True)
        thread.join()
    assert left.is_set()


def test_no_more_of_an_answer_is_read_than_the_limit(settings):
    settings.WEB_ALLOWED_HOSTS = {"127.0.0.1"}
    with socket.create_server(("127.0.0.1", 0)) as server:

        def flood():
            taken, _ = server.accept()
            taken.recv(65536)
            with contextlib.suppress(OSError):
                taken.sendall(b"HTTP/1.0 200 OK\r\n\r\n" + b"x" * 4_000_000)
            taken.close()

        thread = threading.Thread(target=flood)
        thread.start()
        answer = web.post(f"http://127.0.0.1:{server.getsockname()[1]}/", body=b"{}", headers={})
        thread.join()
    assert len(answer.text) == web.MOST
