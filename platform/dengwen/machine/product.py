"""How the product is told where it is: services, address, settings. And its own programs, ready to start."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass

from dengwen.cli import COMMANDS
from dengwen.machine import ports
from dengwen.machine.layout import Layout
from dengwen.machine.services import Services

DEFAULT_DOMAIN = "localhost"


@dataclass(frozen=True, slots=True)
class Program:
    """One process of the product."""

    name: str
    command: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a demo is made of: what builds it, what serves it, what tells where it is."""

    build: tuple[Program, ...]
    programs: tuple[Program, ...]
    table: Program


def demo_plan(*, port: int, reset: bool) -> Plan:
    """The product's own demo."""
    build = cli("demo", "build", "--reset") if reset else cli("demo", "build")
    return Plan(
        build=(Program("Schemas", cli("migrate")), Program("Organisations", build)),
        programs=programs(port=port),
        table=Program("Addresses and sign-ins", cli("demo", "table")),
    )


def programs(*, port: int) -> tuple[Program, ...]:
    """What serves: web, background workers, outbox relay, alarm sweeper; started in this order."""
    python = sys.executable
    web = (
        python, "-m", "granian", "--interface", "wsgi", "--workers", "2", "--blocking-threads", "1",
        "--no-ws", "--host", "127.0.0.1", "--port", str(port), "dengwen.wsgi:application",
    )  # fmt: skip
    return (
        Program("web", web),
        Program("worker", (python, "-m", "dramatiq", "dengwen.worker", "-p", "1", "-t", "4")),
        Program("relay", cli("relay")),
        Program("sweeper", cli("sweeper")),
    )


def cli(*arguments: str) -> tuple[str, ...]:
    """A call of our command-line tool."""
    return (sys.executable, "-m", "dengwen.cli", *arguments)


def remembered_domain(place: Layout) -> str:
    """The domain under which the organisations of this profile were made."""
    path = place.home / "domain"
    return path.read_text().strip() if path.exists() else DEFAULT_DOMAIN


def remember_domain(place: Layout, domain: str) -> None:
    """Write the domain down for later starts."""
    (place.home / "domain").write_text(domain + "\n")


def environment(services: Services, *, settings: str) -> dict[str, str]:
    """The environment of every process of the product on this profile."""
    place = services.place
    port = ports.remembered(place.ports).get(f"{place.profile}.web", ports.FIRST_PORTS["web"])
    return {
        **services.environment(),
        "DENGWEN_BASE_DOMAIN": remembered_domain(place),
        "DENGWEN_PORT": str(port),
        "DJANGO_SETTINGS_MODULE": settings,
    }


def as_owner(environment: dict[str, str]) -> dict[str, str]:
    """The same, with the database role that may change schemas."""
    return {**environment, "DENGWEN_DB_ROLE": "owner"}


def needs_services(arguments: Sequence[str]) -> bool:
    """Whether a call of our command-line tool works on the database: rulebooks, for one, are files."""
    if not arguments or "--help" in arguments or "-h" in arguments:
        return False
    command = COMMANDS.get(arguments[0])
    return command is None or command.asks_database(arguments)
