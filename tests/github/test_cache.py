"""What is kept for 304s stays small, however much there is to read."""

import random

from bot.github.cache import MOST_PACKED, Cache, CacheKey

HEADERS = {"etag": '"1"', "content_type": "application/json", "link": ""}


def key(number: int) -> CacheKey:
    return CacheKey(7, f"https://api.github.com/{number}", "application/json")


def noise(length: int, seed: int = 0) -> bytes:
    return random.Random(seed).randbytes(length)


def test_it_is_read_back_as_it_came():
    cache = Cache()
    cache.put(key(1), b"[1, 2, 3]", **HEADERS)
    assert cache.get(key(1)).body == b"[1, 2, 3]"
    assert cache.get(key(2)) is None
    cache.forget(key(1))
    assert cache.get(key(1)) is None
    cache.forget(key(1))


def test_what_was_used_longest_ago_goes_first():
    cache = Cache(most_bytes=10_000)
    for number in range(4):
        cache.put(key(number), noise(1800, number), **HEADERS)
    cache.get(key(0))
    cache.put(key(4), noise(1800), **HEADERS)
    kept = [number for number in range(5) if cache.get(key(number))]
    assert kept == [0, 2, 3, 4]


def test_one_answer_cannot_push_out_all_others():
    cache = Cache(most_bytes=10_000)
    cache.put(key(1), b"small", **HEADERS)
    cache.put(key(2), noise(5_000), **HEADERS)
    assert cache.get(key(1))
    assert cache.get(key(2)) is None


def test_text_takes_little_room():
    cache = Cache(most_bytes=10_000)
    cache.put(key(1), b"the same words again and again " * 1000, **HEADERS)
    assert cache.get(key(1))


def test_what_is_huge_is_not_even_packed():
    cache = Cache()
    cache.put(key(1), bytes(MOST_PACKED + 1), **HEADERS)
    assert cache.get(key(1)) is None
