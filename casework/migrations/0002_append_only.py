"""The history of a case is only ever added to; case numbers come from a sequence that never makes anybody wait."""

from django.db import migrations

from kernel.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("casework", "0001_initial")]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE casework_case_number", "DROP SEQUENCE casework_case_number"),
        append_only("casework_caseevent"),
        append_only("casework_milestone"),
        append_only("casework_grantedextension"),
        append_only("casework_delivery"),
    ]
