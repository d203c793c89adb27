"""Looks at all projects of a configuration: everything, or only their last releases."""

import asyncio
from collections.abc import Mapping
from contextlib import nullcontext
from datetime import datetime, timedelta

from bot.core.projects import Project, Projects
from bot.core.releases import ProjectConfig, Releases
from bot.github.client import Client
from bot.github.project_branches import find_branches
from bot.github.project_course import Course
from bot.github.project_files import read_files
from bot.github.project_grounds import look_at_grounds
from bot.github.project_lines import find_last, read_lines, sketch_lines
from bot.github.project_manifests import read_all_manifests
from bot.github.project_memory import Memory
from bot.github.project_parts import GONE, Asking, Untold
from bot.github.project_tags import PAGE
from bot.projects.tally import tally_lines

_NOT_THERE = "there is no such repository, or none that the App may see"


class Look:
    """A look at many projects, which began `now`.

    The first takes a few requests for each ten of them; another one a single request for
    each ten, and besides what it takes to read what is new. With `versions_only` it shows
    their last releases and nothing of what waits to be released: one request for each ten,
    and where branches are named or there are newer prereleases one or two more.
    """

    def __init__(
        self,
        client: Client,
        memory: Memory,
        now: datetime,
        *,
        versions_only: bool = False,
    ) -> None:
        self._asking = Asking(client)
        self._memory = memory
        self._now = now
        self._partly = versions_only

    async def at(self, config: Releases, lately: timedelta) -> Projects:
        """All projects as they are, or were `lately`.

        What GitHub cannot tell of one is `unknown` of it. One that has changed while it
        was looked at is looked at once more. Versions alone are told at once, also while
        another look goes on: it takes nothing from what that remembers.
        """
        memory = self._memory
        async with nullcontext() if self._partly else memory.lock:
            forgettings = memory.forgettings
            configs = config.projects.root
            found = self._recall(configs, lately) if lately else {}
            new = {name: one for name, one in configs.items() if name not in found}
            looked = await self._look(new)
            moved = {
                name: new[name]
                for name, one in looked.items()
                if isinstance(one, Course) and one.moved
            }
            looked |= await self._look(moved)
            for name, one in looked.items():
                found[name] = _project(name, one)
                if isinstance(one, Course) and not one.failed:
                    memory.note(
                        new[name],
                        found[name],
                        self._now,
                        versions_only=self._partly,
                        forgettings=forgettings,
                    )
            for project in found.values():
                tally_lines(project.lines)  # one after the other, others in between
                await asyncio.sleep(0)
            return {name: found[name] for name in configs}

    def _recall(
        self, configs: Mapping[str, ProjectConfig], lately: timedelta
    ) -> dict[str, Project]:
        since, partly = self._now - lately, self._partly
        known = {
            name: self._memory.recall(name, one, since, versions_only=partly)
            for name, one in configs.items()
        }
        return {name: one for name, one in known.items() if one}

    async def _look(
        self, configs: Mapping[str, ProjectConfig]
    ) -> dict[str, Course | Untold]:
        asking, memory = self._asking, self._memory
        seen = await look_at_grounds(
            asking, memory, configs, versions_only=self._partly
        )
        found = {
            name: one if isinstance(one, Untold) else Course(configs[name], one)
            for name, one in seen.items()
        }
        courses = {name: one for name, one in found.items() if isinstance(one, Course)}
        released = [one for one in courses.values() if one.config.channel != "none"]
        await find_last(asking, memory, released)
        for name, course in courses.items():
            if course.last and len(course.seen.ground.tags) > PAGE:
                memory.last_tags.keep(name, course.last.tag)
        if self._partly:
            await sketch_lines(asking, memory, released)
            return found
        for course in released:
            memory.renew(course.key, course.seen.updated)
        await find_branches(asking, memory, courses)
        await read_lines(asking, memory, released, self._now)
        await read_files(asking, memory, released)
        await read_all_manifests(asking, memory, courses.values())
        return found


def _project(name: str, one: Course | Untold) -> Project:
    if isinstance(one, Untold):
        return Project(name, unknown=(_NOT_THERE if one is GONE else one.why,))
    ground = one.seen.ground
    return Project(
        name,
        ground.full_name,
        private=ground.private,
        archived=ground.archived,
        last=one.last,
        lines=one.lines,
        manifests=one.manifests,
        unknown=tuple(dict.fromkeys(one.unknown)),
    )
