"""What every to-do list promises about who goes ahead of whom."""

import asyncio

import pytest
from workbench import SECOND, Bench, drain, wake

from bot.todo.job import Again, Key
from bot.todo.order import PEOPLE_FIRST

NOISY, QUIET = "jupyterhub/noisy", "jupyterhub/quiet"


def at(repository, number=1):
    return Key("agenda", f"{repository}#{number}")


async def settled(todo):
    """Whatever would be begun by now is."""
    for _ in range(20):
        await todo.counts()


def noise(most):
    return [wake(at(NOISY, number)) for number in range(most)]


async def test_a_repository_with_a_hundred_jobs_lets_the_only_one_of_another_go_ahead(
    todo,
):
    await todo.add(noise(100))
    await todo.add([wake(at(QUIET))])

    bench = Bench(todo, concurrency=4)

    begun = [(await bench.begun()).key for _ in range(3)]
    assert set(begun) == {at(QUIET), *(at(NOISY, number) for number in range(2))}
    await bench.close()


async def test_a_repository_that_is_being_worked_in_yields_whatever_waits_there(todo):
    bench = Bench(todo, concurrency=4)
    await todo.add(noise(10))
    first, _second = await bench.begun(), await bench.begun()
    for installation in (8, 9):
        await todo.add([wake(at(f"{installation}/r"), installation=installation)])
        await bench.begun()
    await todo.add([wake(at(QUIET))])

    bench.end(first)

    assert (await bench.begun()).key == at(QUIET)
    await bench.close()


async def test_a_repository_is_the_same_however_its_name_is_written(todo):
    await todo.add([wake(at("JupyterHub/Noisy", 1)), *noise(1), wake(at(QUIET))])

    assert [job.key for job in await drain(todo, concurrency=3)] == [
        at("JupyterHub/Noisy", 1),
        at(QUIET),
        at(NOISY, 0),
    ]


async def test_a_noisy_repository_is_not_starved_in_its_turn(todo, clock):
    """As soon as nothing runs there, what has been due longest there is first again."""
    await todo.add(noise(3))
    clock.advance(SECOND)
    await todo.add([wake(at(f"jupyterhub/other-{number}")) for number in range(9)])
    bench = Bench(todo, concurrency=3)
    begun = [await bench.begun(), await bench.begun()]
    for number in range(1, 3):
        (noisy,) = [job for job in begun if job.key.repository == NOISY]
        begun.remove(noisy)
        bench.end(noisy)
        begun.append(await bench.begun())
        assert begun[-1].key == at(NOISY, number)
    await bench.close()


async def test_two_of_four_are_left_by_a_repository_and_one_by_an_installation(todo):
    """Whoever comes after them is begun, though none of them ends."""
    bench = Bench(todo, concurrency=4)
    await todo.add(noise(9))
    begun = [await bench.begun() for _ in range(2)]
    await settled(todo)
    assert bench.nothing_begun()

    await todo.add([wake(at(QUIET, number)) for number in range(9)])
    assert (await bench.begun()).key == at(QUIET, 0)
    await settled(todo)
    assert bench.nothing_begun()

    await todo.add([wake(at("o/r"), installation=8)])
    assert (await bench.begun()).key == at("o/r")

    bench.end(begun[0])
    assert (await bench.begun()).key == at(NOISY, 2)
    await bench.close()


@pytest.mark.parametrize("sweeps_first", [True, False])
async def test_a_command_in_a_third_repository_waits_for_none_of_the_others(
    todo, sweeps_first
):
    """Neither for sweeps nor for the second job of one that is loud: none of them ends."""
    bench = Bench(todo, concurrency=6)
    swept = [wake(at(f"jupyterhub/swept-{n}"), news=False) for n in range(9)]
    loud = [wake(at(f"jupyterhub/{name}", n)) for n in range(9) for name in ("a", "b")]
    for some in (swept, loud) if sweeps_first else (loud, swept):
        await todo.add(some)
        await bench.begun()
        await settled(todo)

    await todo.add([wake(at(QUIET))])

    async with asyncio.timeout(60):
        while (await bench.begun()).key != at(QUIET):
            pass
    assert (await todo.counts()).running == 5  # another installation has room
    await bench.close()


async def test_what_is_of_no_installation_has_all_it_needs(todo):
    """And takes nothing from the account or repository that it is about."""
    bench = Bench(todo, concurrency=3)
    rounds = [Key("sweep", "*"), Key("deliveries", "*"), Key("sweep", NOISY)]
    await todo.add([wake(key, installation=0) for key in rounds])

    begun = [await bench.begun() for _ in range(3)]
    assert {job.key for job in begun} == set(rounds)

    await todo.add(noise(1))
    bench.end(begun[0])
    assert (await bench.begun()).key == at(NOISY, 0)
    await bench.close()


async def test_each_worker_has_its_own_places(todo):
    """Another one is more room, for everybody."""
    one, other = Bench(todo, concurrency=4), Bench(todo, concurrency=4)
    await todo.add(noise(9))

    for bench in (one, other):
        for _ in range(2):
            await bench.begun()
    await settled(todo)

    assert one.nothing_begun()
    assert other.nothing_begun()
    await one.close()
    await other.close()


async def test_one_at_a_time_is_always_begun(todo):
    await todo.add(noise(3))

    ran = [job.key for job in await drain(todo, concurrency=1)]

    assert ran == [at(NOISY, number) for number in range(3)]


async def test_what_people_do_goes_ahead_of_the_sweep(todo, clock):
    await todo.add([wake(at(QUIET, n), due=clock.now(), news=False) for n in range(3)])
    clock.advance(PEOPLE_FIRST - SECOND)
    await todo.add([wake(at(NOISY)), wake(at(QUIET, 2))])

    ran = [job.key for job in await drain(todo)]

    assert ran == [at(QUIET, 2), at(NOISY), at(QUIET, 0), at(QUIET, 1)]


async def test_the_sweep_waits_for_people_no_longer_than_a_minute(todo, clock):
    await todo.add([wake(at(QUIET), due=clock.now(), news=False)])
    clock.advance(PEOPLE_FIRST + SECOND)
    await todo.add(noise(3))

    assert (await drain(todo))[0].key == at(QUIET)


async def test_nobody_waits_for_people_who_do_nothing(todo, clock):
    await todo.add([wake(at(QUIET), due=clock.now(), news=False)])

    assert [job.key for job in await drain(todo)] == [at(QUIET)]


@pytest.mark.parametrize("counts", [True, False], ids=["failed", "postponed"])
async def test_what_people_do_goes_ahead_of_a_sweep_that_is_tried_again(
    todo, clock, counts
):
    """Also of one that was to be done before; and their own retry waits for nobody."""
    await todo.add([wake(at(QUIET), news=False), wake(at(QUIET, 2))])
    later = clock.now() + 5 * SECOND
    await drain(todo, lambda _: Again(later, "502", counts))
    clock.advance(6 * SECOND)
    await todo.add([wake(at(NOISY))])

    ran = [(job.key, job.news) for job in await drain(todo)]

    assert ran == [(at(QUIET, 2), True), (at(NOISY), True), (at(QUIET), False)]
