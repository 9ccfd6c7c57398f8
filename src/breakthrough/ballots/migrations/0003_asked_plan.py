"""What is asked in a round, for everybody to compare with the card."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ballots", "0002_planned_closing")]

    operations = [
        migrations.CreateModel(
            name="AskedPlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("content", models.BinaryField()),
                (
                    "joining",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="asked_plan",
                        to="ballots.joining",
                    ),
                ),
            ],
        ),
    ]
