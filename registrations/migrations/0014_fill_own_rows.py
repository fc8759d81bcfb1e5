"""The rows that stand already are filled in by portions: the house works meanwhile, and a run that was stopped goes on."""

from django.db import migrations

PORTION = 10_000
NEXT = """
UPDATE registrations_registration SET bodies = NULL WHERE id IN (
    SELECT id FROM registrations_registration WHERE unit_path = '' LIMIT %s
)
"""


def fill(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(NEXT, [PORTION])
        while cursor.rowcount:
            cursor.execute(NEXT, [PORTION])


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("registrations", "0013_found_by_own_row")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
