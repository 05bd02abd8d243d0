"""An adopted rulebook never changes (decisions.md section 1): the table takes new rows only."""

from django.db import migrations

from kernel.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0001_initial"),
        ("kernel_shared", "0003_append_only"),
    ]

    operations = [append_only("policies_adoptedpolicy")]
