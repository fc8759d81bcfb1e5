"""A registration that was written and taken back in one transaction has no shares to add up any more."""

from django.db import migrations

CREDIT = """
CREATE OR REPLACE FUNCTION credit_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    subject uuid;
    parts bigint; whole bigint; denominators int; leads int;
BEGIN
    IF TG_TABLE_NAME = 'registrations_registration' THEN subject := NEW.id; ELSE subject := NEW.registration_id; END IF;
    SELECT coalesce(sum(numerator), 0), coalesce(max(denominator), 0), count(DISTINCT denominator), count(*) FILTER (WHERE is_lead)
        INTO parts, whole, denominators, leads
        FROM registrations_credit WHERE registration_id = subject AND superseded_at IS NULL;
    IF (parts <> whole OR denominators <> 1 OR leads <> 1) AND (leads > 0 OR parts > 0 OR %(kept)s (
        SELECT FROM registrations_registration r WHERE r.id = subject AND r.merged_into_id IS %(merged)s NULL)) THEN
        RAISE EXCEPTION 'credit of a registration must add up to exactly 1 with exactly one lead'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'credit_adds_up';
    END IF;
    RETURN NULL;
END $$;
"""
# Without any share left: fine for one that is merged into another; now also for one that is gone.
FORWARD = CREDIT % {"kept": "EXISTS", "merged": ""}
BACKWARD = CREDIT % {"kept": "NOT EXISTS", "merged": "NOT"}


class Migration(migrations.Migration):
    dependencies = [("registrations", "0007_merging")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
