"""What the database itself refuses: credit that does not add up to one, and a registration nobody has credit for (I3)."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION credit_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    subject uuid;
    parts bigint; whole bigint; denominators int; leads int;
BEGIN
    IF TG_TABLE_NAME = 'registrations_registration' THEN subject := NEW.id; ELSE subject := NEW.registration_id; END IF;
    SELECT coalesce(sum(numerator), 0), coalesce(max(denominator), 0), count(DISTINCT denominator), count(*) FILTER (WHERE is_lead)
        INTO parts, whole, denominators, leads
        FROM registrations_credit WHERE registration_id = subject AND superseded_at IS NULL;
    IF parts <> whole OR denominators <> 1 OR leads <> 1 THEN
        RAISE EXCEPTION 'credit of a registration must add up to exactly 1 with exactly one lead'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'credit_adds_up';
    END IF;
    RETURN NULL;
END $$;

-- Deferred: a share is changed in several statements and must be whole when the transaction ends.
CREATE CONSTRAINT TRIGGER credit_adds_up AFTER INSERT OR UPDATE ON registrations_credit
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION credit_adds_up();
CREATE CONSTRAINT TRIGGER registration_has_credit AFTER INSERT ON registrations_registration
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION credit_adds_up();
"""

BACKWARD = """
DROP TRIGGER registration_has_credit ON registrations_registration;
DROP TRIGGER credit_adds_up ON registrations_credit;
DROP FUNCTION credit_adds_up();
"""


class Migration(migrations.Migration):
    dependencies = [("registrations", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
