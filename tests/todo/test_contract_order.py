"""What every to-do list promises about who goes ahead of whom."""

from workbench import SECOND, Bench, drain, wake

from bot.todo.job import PEOPLE_FIRST, Again, Key

NOISY, QUIET = "jupyterhub/noisy", "jupyterhub/quiet"


def at(repository, number=1):
    return Key("agenda", f"{repository}#{number}")


def noise(most):
    return [wake(at(NOISY, number)) for number in range(most)]


async def test_a_repository_with_a_hundred_jobs_lets_the_only_one_of_another_go_ahead(
    todo,
):
    await todo.add(noise(100))
    await todo.add([wake(at(QUIET))])

    bench = Bench(todo, concurrency=4)

    begun = [(await bench.begun()).key for _ in range(4)]
    assert set(begun) == {at(QUIET), *(at(NOISY, number) for number in range(3))}
    await bench.close()


async def test_a_repository_that_is_being_worked_in_yields_whatever_waits_there(todo):
    bench = Bench(todo, concurrency=2)
    await todo.add(noise(10))
    first, _second = await bench.begun(), await bench.begun()
    await todo.add([wake(at(QUIET))])

    bench.end(first)

    assert (await bench.begun()).key == at(QUIET)
    await bench.close()


async def test_a_repository_is_the_same_however_its_name_is_written(todo):
    await todo.add([wake(at("JupyterHub/Noisy", 1)), *noise(1), wake(at(QUIET))])

    assert [job.key for job in await drain(todo, concurrency=2)] == [
        at("JupyterHub/Noisy", 1),
        at(QUIET),
        at(NOISY, 0),
    ]


async def test_a_noisy_repository_is_not_starved_in_its_turn(todo, clock):
    """As soon as nothing runs there, what has been due longest there is first again."""
    await todo.add(noise(3))
    clock.advance(SECOND)
    await todo.add([wake(at(f"jupyterhub/other-{number}")) for number in range(9)])
    bench = Bench(todo, concurrency=2)
    begun = [await bench.begun(), await bench.begun()]
    for number in range(1, 3):
        (noisy,) = [job for job in begun if job.key.repository == NOISY]
        begun.remove(noisy)
        bench.end(noisy)
        begun.append(await bench.begun())
        assert begun[-1].key == at(NOISY, number)
    await bench.close()


async def test_a_repository_that_is_alone_has_all_workers(todo):
    bench = Bench(todo, concurrency=4)
    await todo.add(noise(4))

    assert len({(await bench.begun()).key for _ in range(4)}) == 4
    await bench.close()


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


async def test_what_is_to_be_retried_waits_for_nobody_after_its_time(todo, clock):
    await todo.add([wake(at(QUIET), due=clock.now(), news=False)])
    await drain(todo, lambda _: Again(clock.now() + 5 * SECOND, "502"))
    clock.advance(6 * SECOND)
    await todo.add([wake(at(NOISY))])

    assert [job.key for job in await drain(todo)] == [at(QUIET), at(NOISY)]
