"""Organisations that were under a regulator before there were baselines are bound by them too."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("oversight_shared", "0001_initial"),
        ("policies_shared", "0002_baselines"),
    ]

    operations = [
        migrations.RunSQL(
            sql=(
                "INSERT INTO policies_shared_baselinesubject (tenant, regulator, since) "
                "SELECT tenant, regulator, since FROM oversight_shared_jurisdiction ON CONFLICT DO NOTHING"
            ),
            reverse_sql=migrations.RunSQL.noop,
        )
    ]
