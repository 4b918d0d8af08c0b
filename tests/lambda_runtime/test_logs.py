"""What is printed arrives whole, once, and as text."""

from __future__ import annotations

import os

from cdk_apigateway_errors.lambda_runtime import logs


def test_each_piece_is_taken_once_and_characters_are_not_cut(tmp_path):
    file = logs.LogFile(tmp_path)
    taken = []
    for piece in ["one ü".encode()[:-1], "ü".encode()[1:] + b"\xff\n", b""]:
        os.write(file.fd, piece)
        taken.append(file.take())
    file.close()
    assert taken == ["one ", "ü\ufffd\n", ""]


def test_the_file_stays_small_and_nothing_is_lost(tmp_path):
    file = logs.LogFile(tmp_path)
    total = 0
    for _ in range(20):
        os.write(file.fd, b"x" * 300_000)
        total += len(file.take())
        assert os.fstat(file.fd).st_size <= 1_400_000
    file.close()
    assert total == 6_000_000
    assert list(tmp_path.iterdir()) == []


def test_an_invocation_keeps_the_end_and_the_sink_gets_all(function):
    seen: list[str] = []
    output = logs.Output(function(), lambda function, text: seen.append(text))
    output("a" * 1_000_000)
    output("b" * 1_000_000)
    assert len("".join(seen)) == 2_000_000
    assert len(output.text()) == 1024 * 1024
    assert output.text().endswith("b" * 1_000_000)
