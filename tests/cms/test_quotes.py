"""What the portal quotes from a rulebook."""

from __future__ import annotations

from cms.blocks.quotes import Ground, Grounds, PortalLine, history_packs, web_channel
from policies.engine.pack import Citation, Label, Pack, PackStatus
from policies.loading import load_pack

SAYS = Label(zh_hans="一", en="one")
HERE = Citation(source=SAYS, locator="一")
THERE = Citation(source=SAYS, locator="二")


def line_of(pack: Pack, code: str) -> PortalLine:
    return PortalLine(code=code, channel="web", pack=pack, spec=pack.business_types[code])


def test_limits_are_the_legal_ones_that_are_promised() -> None:
    pack = load_pack("bank-2020")
    line = line_of(pack, "consumer-complaint")
    promised = [limit.label for limit in line.limits]
    internal = {code: rule.model_copy(update={"legal": False}) for code, rule in pack.clocks.items()}

    without = line_of(pack.model_copy(update={"clocks": internal}), "consumer-complaint")

    assert promised
    assert without.limits == ()


def test_limit_says_where_its_rule_stands() -> None:
    line = line_of(load_pack("bank-2020"), "consumer-complaint")

    assert all(limit.basis for limit in line.limits)


def test_grounds_with_one_basis_share_it() -> None:
    same = Grounds((Ground(SAYS, (HERE,)), Ground(SAYS, (HERE,))))
    different = Grounds((Ground(SAYS, (HERE,)), Ground(SAYS, (THERE,))))

    assert (same.basis, different.basis, Grounds(()).basis) == ((HERE,), (), ())


def test_only_rulebooks_that_bind_nobody_are_history() -> None:
    county, company = load_pack("demo-county-12365"), load_pack("company-tiers")
    lines = [line_of(pack, code) for pack in (county, company) for code in pack.business_types]

    assert county.status is PackStatus.HISTORY
    assert history_packs(lines) == (county,)


def test_line_that_takes_nothing_over_the_web_has_no_web_channel() -> None:
    pack = load_pack("company-tiers")
    spec = next(iter(pack.business_types.values()))

    closed = spec.model_copy(update={"channels": ("hotline",)})

    assert web_channel(pack, spec) is not None
    assert web_channel(pack, closed) is None
