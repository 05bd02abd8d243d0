"""Printing letters: each template with the papers of real cases, on one core."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bench.figures import Figure, Floor, at_least, number, percent_of_floor

GOAL_PER_SECOND = 6.0
BARE = "<html lang=zh><style>body{font-family:bench;font-size:16pt}</style><p>登闻</p></html>"


@dataclass(frozen=True, slots=True)
class Effort:
    """How many letters of each template."""

    each: int = 12


def measure(*, effort: Effort, progress: Callable[[str], None]) -> list[Figure]:
    """In the schema of an organisation that has letters. The figure is the slowest template's."""
    from casework.correspondence.rendering import render_pdf

    papers = _papers(effort.each)
    if not papers:
        raise RuntimeError("the organisation has no letters")
    first = next(iter(papers.values()))[0]
    render_pdf(first)
    rates: dict[str, float] = {}
    sizes: dict[str, int] = {}
    for template, found in papers.items():
        printed = [render_pdf(found[0])]
        began = time.process_time()
        printed = [render_pdf(found[i % len(found)]) for i in range(effort.each)]
        rates[template] = effort.each / (time.process_time() - began)
        sizes[template] = sum(map(len, printed)) // len(printed) // 1024
        progress(f"{template}: {number(rates[template])} per second and core")
    floor = Floor("a page with two characters", _bare(effort.each))
    slowest = min(rates.values())
    return [
        Figure(
            code="letters.core",
            title="letters of the slowest template, per core",
            value=slowest,
            unit="/s",
            floor=floor,
            share=percent_of_floor(slowest, floor),
            goals=(at_least(slowest, GOAL_PER_SECOND, "/s"),),
            details={
                "by template": {name: round(rate, 1) for name, rate in sorted(rates.items())},
                "KB": dict(sorted(sizes.items())),
            },
        )
    ]


def _papers(each: int) -> dict[str, list[Any]]:
    """Papers of real letters, by template."""
    from casework.cases.keys import data_key_of
    from casework.correspondence.models import Letter
    from casework.correspondence.sealing import open_paper
    from policies import selectors as policies

    found: dict[str, list[Any]] = {}
    originals = Letter.objects.exclude(number_text__regex=r"-\d+$").select_related("case").order_by("-id")
    for letter in originals[:600]:
        spec = policies.policy_version(letter.case.policy_id).pack.letters[letter.code]
        if len(found.setdefault(spec.template, [])) < each:
            found[spec.template].append(open_paper(letter=letter, key=data_key_of(letter.case)))
    return found


def _bare(each: int) -> float:
    """Documents per second with WeasyPrint alone, the font loaded and kept as in the product."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    from casework.correspondence.fonts import font_set

    fonts = FontConfiguration()
    face = f'@font-face {{ font-family: bench; src: url("{font_set().faces[0].path.as_uri()}"); }}'
    sheet = CSS(string=face, font_config=fonts)

    def print_one() -> None:
        HTML(string=BARE).write_pdf(stylesheets=[sheet], font_config=fonts)

    print_one()
    began = time.process_time()
    for _ in range(each):
        print_one()
    return each / (time.process_time() - began)
