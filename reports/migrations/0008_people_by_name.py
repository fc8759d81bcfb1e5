"""The steps that are counted are found by name and by what they are cut by; a name that changes is marked, too."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION counted_keys(finer jsonb, kind text, "on" date, unit bigint, market bigint, lead bigint) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_agg(key || '/' || extract(year FROM "on")::text) FROM (
        VALUES ('/' || kind || '/'), ('unit/' || kind || '/' || unit::text),
            ('market/' || kind || '/' || coalesce(market::text, '')), ('lead/' || kind || '/' || coalesce(lead::text, ''))
        UNION ALL
        SELECT (e ->> 0) || '/' || (e ->> 1) || '/' || coalesce(e ->> 2, '') FROM jsonb_array_elements(finer) e
        UNION ALL
        SELECT (e ->> 0) || '/' || (e ->> 1) || '//' || (e ->> 3) FROM jsonb_array_elements(finer) e
        WHERE e ->> 3 IS NOT NULL AND e ->> 0 <> 'credit'
    ) held (key)
$$;
CREATE TRIGGER count_touched_by_name AFTER UPDATE ON registrations_registration FOR EACH ROW
    WHEN (OLD.name_sort IS DISTINCT FROM NEW.name_sort) EXECUTE FUNCTION count_touched_by_registration();
INSERT INTO reports_touched (registration) SELECT id FROM registrations_registration;
"""
BACKWARD = """
DROP TRIGGER count_touched_by_name ON registrations_registration;
DROP FUNCTION counted_keys(jsonb, text, date, bigint, bigint, bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0007_touched")]
    operations = [
        migrations.AddField(
            model_name="countedstep",
            name="name_sort",
            field=models.CharField(db_collation="C", default="", max_length=240),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.AddIndex(
            model_name="countedstep",
            index=models.Index(
                fields=["campaign", "kind", "name_sort", "registration"],
                include=("id", "on", "earlier", "unit", "market", "lead", "relation", "sex"),
                name="counted_step_named",
            ),
        ),
        migrations.AddIndex(
            model_name="countedstep",
            index=django.contrib.postgres.indexes.GinIndex(
                models.Func(
                    "finer",
                    "kind",
                    "on",
                    "unit",
                    "market",
                    "lead",
                    function="counted_keys",
                    output_field=django.contrib.postgres.fields.ArrayField(models.TextField()),
                ),
                name="counted_step_keys",
            ),
        ),
    ]
