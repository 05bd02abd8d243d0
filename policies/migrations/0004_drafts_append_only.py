"""What was written in a draft, what happened to it and what a rulebook was made of: new rows only."""

from django.db import migrations

from kernel.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0003_drafts"),
        ("kernel_shared", "0003_append_only"),
    ]

    operations = [
        append_only("policies_draftrevision"),
        append_only("policies_policyevent"),
        append_only("policies_policysource"),
    ]
