"""A mail server of the tests' own."""

import socket

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message


@pytest.fixture
def letters(settings):
    """The mails that really came over SMTP."""

    class Sink(Message):
        def handle_message(self, message):
            kept.append(message)

    kept = []
    controller = Controller(Sink(), hostname="127.0.0.1", port=0)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        controller.port = probe.getsockname()[1]
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    yield kept
    controller.stop()
