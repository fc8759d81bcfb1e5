"""What the database itself refuses: a changed audit entry, and an entry outside the chain."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON accounts_auditentry
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_link_append_only BEFORE UPDATE OR DELETE ON accounts_auditlink
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();

-- Runs at commit: only then are writers put in a row, so that long transactions do not wait for each other.
CREATE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE last_hash text;
BEGIN
    PERFORM pg_advisory_xact_lock(20171129);
    SELECT hash INTO last_hash FROM accounts_auditlink ORDER BY id DESC LIMIT 1;
    last_hash := coalesce(last_hash, '');
    INSERT INTO accounts_auditlink (entry_id, previous, hash)
        VALUES (NEW.id, last_hash, encode(sha256(convert_to(last_hash || NEW.digest, 'UTF8')), 'hex'));
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER audit_entry_chained AFTER INSERT ON accounts_auditentry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_chain();
"""

BACKWARD = """
DROP TRIGGER audit_entry_chained ON accounts_auditentry;
DROP TRIGGER audit_link_append_only ON accounts_auditlink;
DROP TRIGGER audit_entry_append_only ON accounts_auditentry;
DROP FUNCTION audit_chain();
DROP FUNCTION audit_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
