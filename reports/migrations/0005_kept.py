"""What the database itself refuses to change: frozen figures and whose they are, drafts, confirmations, signed scans, corrections."""

from django.db import migrations

FORWARD = """
CREATE OR REPLACE FUNCTION review_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state <> 'draft' THEN
            RAISE EXCEPTION 'a frozen review is kept' USING ERRCODE = 'check_violation', CONSTRAINT = 'review_is_kept';
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.state <> 'draft' AND (NEW.figures, NEW.figures_sha256, NEW.as_of, NEW.year, NEW.sections, NEW.organization_id, NEW.unit_id)
            IS DISTINCT FROM (OLD.figures, OLD.figures_sha256, OLD.as_of, OLD.year, OLD.sections, OLD.organization_id, OLD.unit_id)
        OR OLD.state = 'issued' AND (NEW.state, NEW.number, NEW.issued_on, NEW.paper)
            IS DISTINCT FROM (OLD.state, OLD.number, OLD.issued_on, OLD.paper) THEN
        RAISE EXCEPTION 'a frozen review is kept' USING ERRCODE = 'check_violation', CONSTRAINT = 'review_is_kept';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION said_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was said or signed is kept' USING ERRCODE = 'check_violation', CONSTRAINT = 'said_is_kept';
END $$;

CREATE TRIGGER said_is_kept BEFORE UPDATE ON reports_reviewdraft FOR EACH ROW EXECUTE FUNCTION said_is_kept();
CREATE TRIGGER said_is_kept BEFORE UPDATE OR DELETE ON reports_confirmation FOR EACH ROW EXECUTE FUNCTION said_is_kept();
CREATE TRIGGER said_is_kept BEFORE UPDATE OR DELETE ON reports_signedscan FOR EACH ROW EXECUTE FUNCTION said_is_kept();
CREATE TRIGGER said_is_kept BEFORE UPDATE OR DELETE ON reports_correction FOR EACH ROW EXECUTE FUNCTION said_is_kept();
"""

BACKWARD = """
DROP TRIGGER said_is_kept ON reports_reviewdraft;
DROP TRIGGER said_is_kept ON reports_confirmation;
DROP TRIGGER said_is_kept ON reports_signedscan;
DROP TRIGGER said_is_kept ON reports_correction;
DROP FUNCTION said_is_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0004_confirmations")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
