"""What a facilitator asked for is kept beside what holds: a party that was too small once may be large enough the next time."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def copy_wishes(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001 (Django's signature)
    """What holds is the best guess at what was asked for."""
    apps.get_model("pulse", "Setup").objects.filter(by_party=False).update(wishes_parties=False)


class Migration(migrations.Migration):
    dependencies = [("pulse", "0001_initial")]

    operations = [
        migrations.AddField("Setup", "wishes_parties", models.BooleanField(default=True)),
        migrations.RunPython(copy_wishes, migrations.RunPython.noop),
    ]
