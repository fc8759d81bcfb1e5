"""What the database itself refuses: changing figures once they are frozen, and anything issued (I9)."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION review_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state <> 'draft' THEN
            RAISE EXCEPTION 'a frozen review is kept' USING ERRCODE = 'check_violation', CONSTRAINT = 'review_is_kept';
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.state <> 'draft' AND (NEW.figures, NEW.figures_sha256, NEW.as_of, NEW.year, NEW.sections)
            IS DISTINCT FROM (OLD.figures, OLD.figures_sha256, OLD.as_of, OLD.year, OLD.sections)
        OR OLD.state = 'issued' AND (NEW.state, NEW.number, NEW.issued_on, NEW.paper)
            IS DISTINCT FROM (OLD.state, OLD.number, OLD.issued_on, OLD.paper) THEN
        RAISE EXCEPTION 'a frozen review is kept' USING ERRCODE = 'check_violation', CONSTRAINT = 'review_is_kept';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION review_file_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.is_final OR TG_OP = 'UPDATE' THEN
        RAISE EXCEPTION 'printed bytes are kept' USING ERRCODE = 'check_violation', CONSTRAINT = 'review_file_is_kept';
    END IF;
    RETURN OLD;
END $$;

CREATE TRIGGER review_is_kept BEFORE UPDATE OR DELETE ON reports_annualreview
    FOR EACH ROW EXECUTE FUNCTION review_is_kept();
CREATE TRIGGER review_file_is_kept BEFORE UPDATE OR DELETE ON reports_reviewfile
    FOR EACH ROW EXECUTE FUNCTION review_file_is_kept();
"""

BACKWARD = """
DROP TRIGGER review_file_is_kept ON reports_reviewfile;
DROP TRIGGER review_is_kept ON reports_annualreview;
DROP FUNCTION review_file_is_kept();
DROP FUNCTION review_is_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_review_paper")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
