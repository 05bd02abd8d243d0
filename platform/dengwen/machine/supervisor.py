"""``./dev demo``: builds what is missing, starts everything, watches it, stops all that it started."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from dengwen.machine import catalogues, health, ports, printing, processes, product, stamp
from dengwen.machine.checks import source_folders
from dengwen.machine.processes import Child, ProcessDied
from dengwen.machine.product import Plan, Program, demo_plan
from dengwen.machine.progress import Progress, Step
from dengwen.machine.running import Stopped, StopRequest, stop_requests
from dengwen.machine.services import Services, prepare

PROFILE = "demo"
SETTINGS = "dengwen.settings.dev"
HEALTH_HOST = "12365"
READY_SECONDS = 90.0
WATCH_SECONDS = 1.0
STOP_PATIENCE = 15.0
# A process that ends sooner than this after its start is broken, not unlucky.
TOO_SOON_SECONDS = 10.0
RESTARTS = 3


@dataclass(frozen=True, slots=True)
class DemoOptions:
    """What the person asked for."""

    reset: bool = False
    domain: str | None = None
    port: int | None = None


@dataclass(slots=True)
class Watched:
    """A program of the product and its present process."""

    program: Program
    child: Child
    started: float
    restarts: int = 0


@dataclass(slots=True)
class Demo:
    """One run of the demo."""

    root: Path
    services: Services
    progress: Progress
    stop: StopRequest
    plan: Plan
    watched: list[Watched] = field(default_factory=list)

    def run(self, *, port: int, reset: bool) -> int:
        """Everything from the first step to the last; returns the exit status."""
        with self.services.being_used():
            try:
                self._prepare(reset=reset)
                self._start_programs(port)
                self._show(port)
                return self._watch()
            except Stopped:
                return 0
            finally:
                self._stop_programs()

    def _prepare(self, *, reset: bool) -> None:
        with self.progress.step("Pango and translations"):
            printing.ensure_pango()
            catalogues.compile_stale(self.root)
        self._start_services()
        told = product.as_owner(self._environment())
        built = self.services.place.data / "built"
        now = self._digest(told)
        is_ours = self.services.postgres is not None
        if is_ours and not reset and built.exists() and built.read_text() == now:
            self.progress.say("✓ Organisations  as they were")
            return
        built.unlink(missing_ok=True)
        for program in self.plan.build:
            self._do(program, told)
        built.write_text(now)

    def _start_services(self) -> None:
        for title, service in (("PostgreSQL", self.services.postgres), ("Valkey", self.services.valkey)):
            if service is None:
                self.progress.say(f"✓ {title}  the one that was named")
                continue
            with self.progress.step(title) as step, self.services.starting():
                service.start()
                step.detail = f"127.0.0.1:{service.port}"
            self.stop.check()

    def _do(self, program: Program, told: dict[str, str]) -> Path:
        """Run a program to its end; the last line that it wrote is the step's detail. Returns its log."""
        log = self._log(program.name.lower().replace(" ", "-"))
        with self.progress.step(program.name) as step:
            child = processes.start(
                name=program.name, command=program.command, log=log, cwd=self.root,
                environment={**os.environ, **told},
            )  # fmt: skip
            try:
                self._follow(child, step)
            finally:
                processes.stop(child)
            if child.process.returncode != 0:
                raise ProcessDied(f"{program.name} failed; the whole log is {log}\n{child.tail()}")
        return log

    def _follow(self, child: Child, step: Step) -> None:
        while child.is_running:
            step.detail = processes.last_lines(child.log, count=1)[:100]
            self.stop.wait(0.2)
            self.stop.check()
        step.detail = processes.last_lines(child.log, count=1)[:100]

    def _start_programs(self, port: int) -> None:
        with self.progress.step("Web, worker, relay, sweeper") as step:
            for program in self.plan.programs:
                self.watched.append(self._start_program(program))
            step.detail = f"127.0.0.1:{port}"
            self._wait_for_web(port)

    def _start_program(self, program: Program) -> Watched:
        log = self._log(program.name)
        child = processes.start(
            name=program.name, command=program.command, log=log, cwd=self.root,
            environment={**os.environ, **self._environment(), "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
        return Watched(program=program, child=child, started=time.monotonic())

    def _wait_for_web(self, port: int) -> None:
        host = f"{HEALTH_HOST}.{product.remembered_domain(self.services.place)}"
        deadline = time.monotonic() + READY_SECONDS
        while not health.answers(port=port, host=host):
            self.stop.check()
            for watched in self.watched:
                if not watched.child.is_running:
                    raise ProcessDied(_death(watched))
            if time.monotonic() > deadline:
                raise TimeoutError(f"the web server does not answer\n{self.watched[0].child.tail()}")
            self.stop.wait(0.1)

    def _show(self, port: int) -> None:
        place = self.services.place
        table = place.data / "table.txt"
        key = f"{port} {product.remembered_domain(place)} {(place.data / 'built').read_text()}\n"
        if not table.exists() or not table.read_text().startswith(key):
            log = self._do(self.plan.table, self._environment())
            table.write_text(key + log.read_text())
        self.progress.say("\n" + table.read_text().split("\n", 1)[1].rstrip())
        self.progress.say(f"\nLogs: {place.logs}    Ctrl-C stops everything that was started here.")

    def _watch(self) -> int:
        while not self.stop.wait(WATCH_SECONDS):
            self._mend_services()
            for watched in self.watched:
                if not watched.child.is_running:
                    self._mend_program(watched)
        return 0

    def _mend_services(self) -> None:
        """A service that died is named and started again; filings wait for nothing but the database."""
        for title, service in (("PostgreSQL", self.services.postgres), ("Valkey", self.services.valkey)):
            if service is not None and not service.is_running():
                self.progress.say(f"✗ {title} has ended:\n{processes.last_lines(service.log)}")
                with self.progress.step(f"{title} again"), self.services.starting():
                    service.start()

    def _mend_program(self, watched: Watched) -> None:
        """A program that ended is named; it is started again unless it keeps ending."""
        lived = time.monotonic() - watched.started
        self.progress.say(f"✗ {_death(watched)}")
        if lived < TOO_SOON_SECONDS or watched.restarts >= RESTARTS:
            raise ProcessDied(f"{watched.program.name} keeps ending; everything is stopped")
        again = self._start_program(watched.program)
        watched.child, watched.started = again.child, again.started
        watched.restarts += 1
        self.progress.say(f"✓ {watched.program.name} started again")

    def _stop_programs(self) -> None:
        if not self.watched:
            return
        with self.progress.step("Stopping"):
            processes.stop_all([watched.child for watched in self.watched], patience=STOP_PATIENCE)
        self.watched.clear()

    def _environment(self) -> dict[str, str]:
        return product.environment(self.services, settings=SETTINGS)

    def _digest(self, told: dict[str, str]) -> str:
        facts = {name: told[name] for name in ("DENGWEN_BASE_DOMAIN", "DATABASE_OWNER_URL")}
        return stamp.digest(root=self.root, folders=source_folders(self.root), facts=facts)

    def _log(self, name: str) -> Path:
        path = self.services.place.logs / f"{name}.log"
        if path.exists():
            path.replace(path.with_suffix(".log.1"))
        return path


def run_demo(
    root: Path,
    options: DemoOptions,
    *,
    plan: Callable[..., Plan] = demo_plan,
    progress: Progress | None = None,
) -> int:
    """``./dev demo``. A second one in the same checkout says so and leaves the first alone."""
    progress = progress or Progress()
    services = prepare(root=root, profile=PROFILE)
    place = services.place
    with _only_one(place.locks / f"{PROFILE}.running") as is_first:
        if not is_first:
            progress.say("The demo runs already in this checkout; Ctrl-C stops it where it was started.")
            return 1
        if options.reset:
            with progress.step("Dropping the old state"):
                services.drop()
        if options.domain:
            product.remember_domain(place, options.domain)
        port = ports.choose(path=place.ports, profile=PROFILE, service="web", wanted=options.port)
        with stop_requests() as stop:
            demo = Demo(
                root=root,
                services=services,
                progress=progress,
                stop=stop,
                plan=plan(port=port, reset=options.reset),
            )
            return demo.run(port=port, reset=options.reset)


def _death(watched: Watched) -> str:
    child = watched.child
    return f"{child.name} ended with status {processes.stop(child)}; {child.log} ends with:\n{child.tail()}"


@contextlib.contextmanager
def _only_one(path: Path) -> Iterator[bool]:
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
