"""What a registration is found by stands on its own row; the database keeps it true, whoever writes."""

import django.contrib.postgres.fields
from django.db import migrations, models

FORWARD = """
-- A row that is written without them is filled in at the end of its statement.
ALTER TABLE registrations_registration ALTER COLUMN name_folded SET DEFAULT '', ALTER COLUMN name_sort SET DEFAULT '',
    ALTER COLUMN unit_path SET DEFAULT '', ALTER COLUMN bodies SET DEFAULT '{}';

-- The words of the name, every area the commune lies in, and each area with each body that has credit.
CREATE FUNCTION registration_words(name text, path text, bodies bigint[]) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE area text := ''; part text; body bigint; found text[] := '{}';
BEGIN
    FOREACH part IN ARRAY string_to_array(rtrim(path, '.'), '.') LOOP
        area := area || part || '.';
        found := found || area;
        FOREACH body IN ARRAY bodies LOOP
            found := found || (area || '|' || body);
        END LOOP;
    END LOOP;
    RETURN to_tsvector('simple'::regconfig, name) || array_to_tsvector(found);
END $$;

-- The body that leads stands first.
CREATE FUNCTION bodies_of(subject uuid) RETURNS bigint[] LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(organization_id ORDER BY is_lead DESC, organization_id), '{}')
    FROM registrations_credit WHERE registration_id = subject AND superseded_at IS NULL
$$;

CREATE FUNCTION registration_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT p.name_folded, p.name_sort INTO NEW.name_folded, NEW.name_sort FROM registrations_person p WHERE p.id = NEW.person_id;
    SELECT u.path INTO NEW.unit_path FROM campaigns_unit u WHERE u.id = NEW.unit_id;
    NEW.bodies := bodies_of(NEW.id);
    RETURN NEW;
END $$;
CREATE TRIGGER registration_follows BEFORE UPDATE ON registrations_registration FOR EACH ROW WHEN (
    (OLD.person_id, OLD.unit_id, OLD.name_folded, OLD.name_sort, OLD.unit_path, OLD.bodies)
    IS DISTINCT FROM (NEW.person_id, NEW.unit_id, NEW.name_folded, NEW.name_sort, NEW.unit_path, NEW.bodies)
) EXECUTE FUNCTION registration_follows();

-- Unknown bodies mean: ask anew. Services write the right values at once; only what differs is written a second time.
CREATE FUNCTION registrations_begin() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE registrations_registration r SET bodies = NULL
        FROM fresh f JOIN registrations_person p ON p.id = f.person_id JOIN campaigns_unit u ON u.id = f.unit_id
        WHERE r.id = f.id
            AND (f.name_folded, f.name_sort, f.unit_path) IS DISTINCT FROM (p.name_folded, p.name_sort, u.path);
    RETURN NULL;
END $$;
CREATE TRIGGER registrations_begin AFTER INSERT ON registrations_registration
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION registrations_begin();

CREATE FUNCTION credit_is_followed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE registrations_registration r SET bodies = NULL
        WHERE r.id IN (SELECT registration_id FROM changed) AND r.bodies IS DISTINCT FROM bodies_of(r.id);
    RETURN NULL;
END $$;
CREATE TRIGGER credit_begins AFTER INSERT ON registrations_credit
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION credit_is_followed();
CREATE TRIGGER credit_changes AFTER UPDATE ON registrations_credit
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION credit_is_followed();
CREATE TRIGGER credit_goes AFTER DELETE ON registrations_credit
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION credit_is_followed();

CREATE FUNCTION name_is_followed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE registrations_registration SET bodies = NULL WHERE person_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER name_is_followed AFTER UPDATE ON registrations_person FOR EACH ROW
    WHEN ((OLD.name_folded, OLD.name_sort) IS DISTINCT FROM (NEW.name_folded, NEW.name_sort))
    EXECUTE FUNCTION name_is_followed();

CREATE FUNCTION place_is_followed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE registrations_registration SET bodies = NULL WHERE unit_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER place_is_followed AFTER UPDATE ON campaigns_unit FOR EACH ROW
    WHEN (OLD.path IS DISTINCT FROM NEW.path) EXECUTE FUNCTION place_is_followed();
"""

BACKWARD = """
DROP TRIGGER place_is_followed ON campaigns_unit;
DROP TRIGGER name_is_followed ON registrations_person;
DROP TRIGGER credit_goes ON registrations_credit;
DROP TRIGGER credit_changes ON registrations_credit;
DROP TRIGGER credit_begins ON registrations_credit;
DROP TRIGGER registrations_begin ON registrations_registration;
DROP TRIGGER registration_follows ON registrations_registration;
DROP FUNCTION place_is_followed(), name_is_followed(), credit_is_followed(), registrations_begin(), registration_follows(),
    bodies_of(uuid), registration_words(text, text, bigint[]);
"""


class Migration(migrations.Migration):
    dependencies = [("registrations", "0012_loan_past")]
    operations = [
        migrations.AddField(
            model_name="registration",
            name="name_folded",
            field=models.CharField(blank=True, default="", editable=False, max_length=120),
        ),
        migrations.AddField(
            model_name="registration",
            name="name_sort",
            field=models.CharField(blank=True, db_collation="C", default="", editable=False, max_length=240),
        ),
        migrations.AddField(
            model_name="registration",
            name="unit_path",
            field=models.CharField(blank=True, db_collation="C", default="", editable=False, max_length=80),
        ),
        migrations.AddField(
            model_name="registration",
            name="bodies",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), blank=True, default=list, editable=False, size=None
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
