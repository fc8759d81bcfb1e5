"""Whatever may change a count says so in the same transaction; `reports.indicators.folding` then counts those people anew."""

from django.db import migrations

TABLES = ("registrations_milestone", "registrations_profile", "registrations_credit")
FUNCTIONS = """
CREATE FUNCTION count_touched() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO reports_touched (registration) SELECT DISTINCT registration_id FROM fresh;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO reports_touched (registration) SELECT DISTINCT registration_id FROM gone;
    ELSE
        INSERT INTO reports_touched (registration) SELECT registration_id FROM gone UNION SELECT registration_id FROM fresh;
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION count_touched_by_registration() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO reports_touched (registration) VALUES (NEW.id);
    RETURN NULL;
END $$;
CREATE FUNCTION count_touched_by_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO reports_touched (event) VALUES (NEW.id);
    RETURN NULL;
END $$;
CREATE FUNCTION count_touched_by_organization() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO reports_touched (organization) VALUES (NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER count_touched AFTER UPDATE OF person_id, unit_id, campaign_id ON registrations_registration FOR EACH ROW
    WHEN ((OLD.person_id, OLD.unit_id, OLD.campaign_id) IS DISTINCT FROM (NEW.person_id, NEW.unit_id, NEW.campaign_id))
    EXECUTE FUNCTION count_touched_by_registration();
CREATE TRIGGER count_touched AFTER UPDATE OF kind, "on" ON outreach_event FOR EACH ROW
    WHEN ((OLD.kind, OLD."on") IS DISTINCT FROM (NEW.kind, NEW."on")) EXECUTE FUNCTION count_touched_by_event();
CREATE TRIGGER count_touched AFTER UPDATE OF code ON campaigns_organization FOR EACH ROW
    WHEN (OLD.code IS DISTINCT FROM NEW.code) EXECUTE FUNCTION count_touched_by_organization();
INSERT INTO reports_touched (registration) SELECT id FROM registrations_registration;
"""
TRIGGERS = """
CREATE TRIGGER count_touched_insert AFTER INSERT ON {table} REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION count_touched();
CREATE TRIGGER count_touched_update AFTER UPDATE ON {table} REFERENCING OLD TABLE AS gone NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION count_touched();
CREATE TRIGGER count_touched_delete AFTER DELETE ON {table} REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION count_touched();
"""
FORWARD = FUNCTIONS + "".join(TRIGGERS.format(table=table) for table in TABLES)
BACKWARD = (
    "".join(
        f"DROP TRIGGER count_touched_{what} ON {table};\n"
        for table in TABLES
        for what in ("insert", "update", "delete")
    )
    + "".join(
        f"DROP TRIGGER count_touched ON {table}; DROP FUNCTION count_touched_by_{what}();\n"
        for table, what in (
            ("registrations_registration", "registration"),
            ("outreach_event", "event"),
            ("campaigns_organization", "organization"),
        )
    )
    + "DROP FUNCTION count_touched();"
)


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0006_counted"),
        ("registrations", "0015_indexes_of_own_rows"),
        ("outreach", "0005_past_events"),
        ("campaigns", "0007_allotting"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
