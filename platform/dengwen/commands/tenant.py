"""``dengwen tenant``: create and list organisations."""

from __future__ import annotations

import argparse
import json
import secrets
import sys
from typing import Any

from dengwen.provisioning import CannotCreate, create_organisation
from kernel import clock, monotonic
from policies.engine.pack import TenantKind
from tenants.selectors import organisations
from tenants.template import NoTemplate


def register(subparsers: Any) -> None:
    parser = subparsers.add_parser("tenant", help="create and list organisations")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    _register_create(actions)
    listing = actions.add_parser("list", help="list organisations")
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(run=list_organisations)


def _register_create(actions: Any) -> None:
    create = actions.add_parser("create", help="create an organisation, whole or not at all")
    create.add_argument("--name", required=True, help="its Chinese name")
    create.add_argument("--name-en", help="its English name; the Chinese one where left out")
    create.add_argument("--host", required=True, help="its platform host, for ever, e.g. bank.localhost")
    create.add_argument("--kind", required=True, choices=[kind.value for kind in TenantKind])
    create.add_argument("--pack", action="append", default=[], help="a rulebook to adopt; may be repeated")
    create.add_argument("--region", default="", help="GB/T 2260 code")
    create.add_argument("--sector", default="")
    create.add_argument("--admin-email", required=True)
    create.add_argument("--admin-name", required=True)
    create.add_argument("--admin-password", help="made up and printed once where left out")
    create.add_argument("--json", action="store_true")
    create.set_defaults(run=create_one)


def create_one(options: argparse.Namespace) -> int:
    """Create one organisation; 1 with a plain sentence when the order cannot be carried out."""
    password = options.admin_password or secrets.token_urlsafe(12)
    started = monotonic.seconds()
    try:
        created = create_organisation(
            name_zh=options.name,
            name_en=options.name_en or options.name,
            host=options.host,
            kind=options.kind,
            pack_ids=options.pack,
            admin_email=options.admin_email,
            admin_name=options.admin_name,
            admin_password=password,
            region=options.region,
            sector=options.sector,
            now=clock.now(),
        )
    except (CannotCreate, NoTemplate) as error:
        print(f"dengwen: {error}", file=sys.stderr)
        return 1
    result = {
        "uuid": str(created.uuid),
        "schema": created.schema,
        "host": created.host,
        "admin_email": options.admin_email,
        "seconds": round(monotonic.seconds() - started, 3),
    }
    if options.admin_password is None:
        result["admin_password"] = password
    _print(result, as_json=options.json)
    return 0


def list_organisations(options: argparse.Namespace) -> int:
    """Every organisation that is not erased, oldest first."""
    rows = [
        {"host": row.host, "name": row.name_zh, "kind": row.kind, "status": row.status, "schema": row.schema}
        for row in organisations()
    ]
    if options.json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return 0
    for row in rows:
        print("  ".join(row.values()))
    return 0


def _print(result: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(result, ensure_ascii=False, indent=2))
        return
    for name, value in result.items():
        print(f"{name}: {value}")
