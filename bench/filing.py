"""Filing over HTTP: the request that sends a filing off, and whole filings with every page of the form."""

from __future__ import annotations

import statistics
from dataclasses import dataclass

import psycopg

from bench import floor, stage
from bench.cost import measured
from bench.figures import Figure, Floor, at_least, number, percent_of_floor
from bench.stage import Web
from bench.visitor import RECEIPT, Target, Visitor, fire, prepare, together, visit
from bench.wire import BadAnswer, Wire
from policies.loading import load_pack

GOAL_PER_SECOND, GOAL_SHARE, GOAL_WHOLE = 150.0, 0.15, 25.0
AT_ONCE = 8
VISITORS = 6
BARE_REQUESTS = 1000


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to measure."""

    drafts: int = 400
    rounds: int = 3
    floor_seconds: float = 4.0
    whole: int = 200


def measure(web: Web, *, schema: str, effort: Effort) -> list[Figure]:
    """Both figures, on a server without a relay or workers beside it."""
    target = Target(port=web.port, host=stage.HOST, pack=load_pack(stage.PACK), business=stage.BUSINESS)
    together(web.port, lambda wire: _whole(target, wire), count=20, at_once=VISITORS)
    whole = _whole_filings(target, web, schema, effort)
    return [_submissions(target, web, schema, effort), whole]


def _whole_filings(target: Target, web: Web, schema: str, effort: Effort) -> Figure:
    pages: list[int] = []
    before = _cases(schema)
    bare = _bare_requests(target)
    with measured(**_sides(web)) as cost:
        together(
            web.port, lambda wire: pages.append(_whole(target, wire)), count=effort.whole, at_once=VISITORS
        )
    _same(_cases(schema) - before, effort.whole)
    rate = effort.whole / cost.wall
    least = Floor(f"{pages[0]} static files each", bare / pages[0])
    return Figure(
        code="filing.whole",
        title="whole filings, every page of the form",
        value=rate,
        unit="/s",
        floor=least,
        share=percent_of_floor(rate, least),
        goals=(at_least(rate, GOAL_WHOLE, "/s"),),
        details={"filings": effort.whole, "requests each": pages[0], **cost.per_piece(effort.whole)},
    )


def _bare_requests(target: Target) -> float:
    """Requests per second that the web server answers with a small static file, as many at a time."""
    with measured() as cost:
        together(target.port, lambda wire: _get_icon(target, wire), count=BARE_REQUESTS, at_once=VISITORS)
    return BARE_REQUESTS / cost.wall


def _get_icon(target: Target, wire: Wire) -> None:
    reply = visit(target, wire).browser.get("/static/ui/icon.svg")
    if reply.status != 200:
        raise BadAnswer(f"a static file answered {reply.status}")


def _submissions(target: Target, web: Web, schema: str, effort: Effort) -> Figure:
    plan = _recorded(target, schema)
    rates, costs, floors = [], [], []
    for _ in range(effort.rounds):
        requests = prepare(target, count=effort.drafts, at_once=VISITORS)
        floors.append(floor.measure(plan, processes=2, seconds=effort.floor_seconds))
        before = _cases(schema)
        with measured(**_sides(web)) as cost:
            heads = fire(target.port, requests, at_once=AT_ONCE)
        _all_taken(heads)
        _same(_cases(schema) - before, len(requests))
        rates.append(len(requests) / cost.wall)
        costs.append(cost.per_piece(len(requests)))
    rate = statistics.median(rates)
    least = Floor("raw psycopg, 2 processes", statistics.median(floors))
    return Figure(
        code="filing.submit",
        title="the POST that sends a filing off",
        value=rate,
        unit="/s",
        floor=least,
        share=percent_of_floor(rate, least),
        goals=(
            at_least(rate, GOAL_PER_SECOND, "/s"),
            at_least(100 * rate / least.value, 100 * GOAL_SHARE, "% of the floor"),
        ),
        details={
            "connections": AT_ONCE,
            "rounds": [float(number(r)) for r in rates],
            "floors": [round(f) for f in floors],
            "rows each": plan.row_count,
            "tables": [f"{w.table} × {len(w.rows)}{' (update)' if w.is_update else ''}" for w in plan.writes],
            "cost": costs,
        },
    )


def _recorded(target: Target, schema: str) -> floor.Plan:
    """What one real filing writes."""
    (request,) = prepare(target, count=1, at_once=1)
    watcher = floor.Watcher(schema)
    try:
        mark = watcher.mark()
        _all_taken(fire(target.port, [request], at_once=1))
        return watcher.plan(mark)
    finally:
        watcher.close()


def _whole(target: Target, wire: Wire) -> int:
    visitor: Visitor = visit(target, wire)
    visitor.fill_in()
    visitor.send()
    return visitor.pages


def _sides(web: Web) -> dict[str, int]:
    root = stage.database_root()
    return {"web": web.pid} | ({"postgres": root} if root else {})


def _cases(schema: str) -> int:
    import os

    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        row = connection.execute(f'SELECT count(*) FROM "{schema}".casework_case').fetchone()  # noqa: S608 -- ours
        assert row is not None
        return int(row[0])


def _all_taken(heads: list[bytes]) -> None:
    wrong = [head for head in heads if head[9:12] != b"303" or RECEIPT.encode() not in head]
    if wrong:
        raise BadAnswer(f"{len(wrong)} of {len(heads)} were not taken: {wrong[0][:500]!r}")


def _same(stored: int, sent: int) -> None:
    if stored != sent:
        raise BadAnswer(f"{sent} filings were taken and {stored} cases stand in the database")
