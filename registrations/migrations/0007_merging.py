"""Records that turned out to be one person, and what the database itself refuses: chains of merged records, credit of a merged one."""

import django.db.models.deletion
import django.db.models.functions.comparison
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

MERGED = """
CREATE FUNCTION merged_leads_to_the_end() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    chained boolean;
BEGIN
    EXECUTE format(
        'SELECT EXISTS (SELECT FROM %1$I here JOIN %1$I there ON there.id = here.merged_into_id
            WHERE there.merged_into_id IS NOT NULL AND (here.id = $1 OR there.id = $1))', TG_TABLE_NAME)
        INTO chained USING NEW.id;
    IF chained THEN
        RAISE EXCEPTION 'a merged record must lead to one that is not merged itself'
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_merged_no_chain';
    END IF;
    RETURN NULL;
END $$;

-- Deferred: whoever absorbed others is absorbed itself in several statements.
CREATE CONSTRAINT TRIGGER person_merged_no_chain AFTER UPDATE OF merged_into_id ON registrations_person
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION merged_leads_to_the_end();
CREATE CONSTRAINT TRIGGER registration_merged_no_chain AFTER UPDATE OF merged_into_id ON registrations_registration
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION merged_leads_to_the_end();
"""

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
    IF (parts <> whole OR denominators <> 1 OR leads <> 1) %(merged)s THEN
        RAISE EXCEPTION 'credit of a registration must add up to exactly 1 with exactly one lead'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'credit_adds_up';
    END IF;
    RETURN NULL;
END $$;
"""
# A registration that became part of another has no credit at all.
NONE_LEFT = """AND (leads > 0 OR parts > 0 OR NOT EXISTS (
        SELECT FROM registrations_registration r WHERE r.id = subject AND r.merged_into_id IS NOT NULL))"""

UNMERGED = """
DROP TRIGGER registration_merged_no_chain ON registrations_registration;
DROP TRIGGER person_merged_no_chain ON registrations_person;
DROP FUNCTION merged_leads_to_the_end();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0006_spans"),
        ("imports", "0001_initial"),
        ("outreach", "0003_spans"),
        ("registrations", "0006_waiting"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DistinctPair",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Waiting for the other side"),
                            ("agreed", "Agreed, to be merged"),
                            ("refused", "Not merged"),
                            ("done", "Merged"),
                            ("undone", "Merge undone"),
                        ],
                        default="proposed",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "reason",
                    models.CharField(blank=True, max_length=300, verbose_name="why they are one person"),
                ),
                ("answer", models.CharField(blank=True, max_length=300, verbose_name="answer")),
                ("choices", models.JSONField(blank=True, default=dict)),
                ("counts", models.JSONField(blank=True, default=dict)),
                ("record", models.BinaryField(blank=True, null=True)),
                ("undo_until", models.DateField(blank=True, null=True, verbose_name="can be undone until")),
                ("proposed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "merge",
                "ordering": ["-proposed_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Searches",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("hour", models.DateTimeField()),
                ("count", models.PositiveIntegerField(default=1)),
            ],
        ),
        migrations.AddField(
            model_name="person",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registrations.person",
            ),
        ),
        migrations.AddField(
            model_name="registration",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registrations.registration",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(("merged_into", models.F("id")), _negated=True),
                name="person_not_merged_into_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.CheckConstraint(
                condition=models.Q(("merged_into", models.F("id")), _negated=True),
                name="registration_not_merged_into_itself",
            ),
        ),
        migrations.AddField(
            model_name="distinctpair",
            name="first",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registrations.person"
            ),
        ),
        migrations.AddField(
            model_name="distinctpair",
            name="recorded_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="distinctpair",
            name="second",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registrations.person"
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="absorbed",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registrations.person"
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="answered_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="asked",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registrations.person",
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="done_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="kept",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registrations.person"
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="organization",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="campaigns.organization"
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="proposed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="undone_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="campaigns.unit"
            ),
        ),
        migrations.AddField(
            model_name="searches",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="distinctpair",
            constraint=models.UniqueConstraint(fields=("first", "second"), name="distinct_once"),
        ),
        migrations.AddConstraint(
            model_name="distinctpair",
            constraint=models.CheckConstraint(
                condition=models.Q(("first__lt", models.F("second"))), name="distinct_in_order"
            ),
        ),
        migrations.AddIndex(
            model_name="merge",
            index=models.Index(fields=["kept", "state"], name="merge_kept"),
        ),
        migrations.AddIndex(
            model_name="merge",
            index=models.Index(fields=["absorbed", "state"], name="merge_absorbed"),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.UniqueConstraint(
                django.db.models.functions.comparison.Least("kept", "absorbed"),
                django.db.models.functions.comparison.Greatest("kept", "absorbed"),
                condition=models.Q(("state__in", ["proposed", "agreed"])),
                name="merge_one_open",
                violation_error_message="Merging these two records is already proposed.",
            ),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "done")),
                fields=("absorbed",),
                name="merge_absorbs_once",
                violation_error_message="This record was merged already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.CheckConstraint(
                condition=models.Q(("kept", models.F("absorbed")), _negated=True),
                name="merge_of_two",
                violation_error_message="A record cannot be merged with itself.",
            ),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["done", "undone"]), _negated=True),
                    models.Q(
                        ("done_at__isnull", False), ("record__isnull", False), ("undo_until__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="merge_done_can_be_undone",
            ),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("asked__isnull", True),
                    ("asked", models.F("kept")),
                    ("asked", models.F("absorbed")),
                    _connector="OR",
                ),
                name="merge_asks_one_side",
            ),
        ),
        migrations.AddConstraint(
            model_name="searches",
            constraint=models.UniqueConstraint(fields=("user", "hour"), name="searches_per_hour"),
        ),
        migrations.RunSQL(MERGED, UNMERGED),
        migrations.RunSQL(CREDIT % {"merged": NONE_LEFT}, CREDIT % {"merged": ""}),
    ]
