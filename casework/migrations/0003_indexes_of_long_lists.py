"""The lists of what nobody has yet and of what is finished stay one index scan at a hundred thousand cases."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("casework", "0002_append_only")]

    operations = [
        migrations.AddIndex(
            "case",
            models.Index(
                "unit",
                F("due_at").asc(nulls_last=True),
                "id",
                condition=Q(is_final=False) & Q(handler__isnull=True),
                name="case_unassigned",
            ),
        ),
        migrations.AddIndex(
            "case",
            models.Index(
                F("received_at").desc(), "id", condition=Q(is_final=True), name="case_finished_by_receipt"
            ),
        ),
    ]
