"""Sessions of fast entry, their lines and drafts; what was taken back within its minutes is no longer asked for its credit."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


CHECK = """
CREATE OR REPLACE FUNCTION credit_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    subject uuid;
    parts bigint; whole bigint; denominators int; leads int;
BEGIN
    IF TG_TABLE_NAME = 'registrations_registration' THEN subject := NEW.id; ELSE subject := NEW.registration_id; END IF;
    %(gone)s
    SELECT coalesce(sum(numerator), 0), coalesce(max(denominator), 0), count(DISTINCT denominator), count(*) FILTER (WHERE is_lead)
        INTO parts, whole, denominators, leads
        FROM registrations_credit WHERE registration_id = subject AND superseded_at IS NULL;
    IF parts <> whole OR denominators <> 1 OR leads <> 1 THEN
        RAISE EXCEPTION 'credit of a registration must add up to exactly 1 with exactly one lead'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'credit_adds_up';
    END IF;
    RETURN NULL;
END $$;
"""
# A registration written and taken back in one transaction has no shares to add up.
GONE = "IF NOT EXISTS (SELECT 1 FROM registrations_registration WHERE id = subject) THEN RETURN NULL; END IF;"


class Migration(migrations.Migration):
    dependencies = [
        ("campaigns", "0006_spans"),
        ("outreach", "0003_spans"),
        ("registrations", "0004_lists"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EntrySession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField(verbose_name="date on the list")),
                (
                    "planned",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="lines on the paper list"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="paper list")),
                ("enter_moves", models.BooleanField(default=True)),
                ("seat", models.UUIDField(blank=True, null=True)),
                ("seat_at", models.DateTimeField(blank=True, null=True)),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="campaigns.campaign"
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="outreach.event",
                        verbose_name="came from event",
                    ),
                ),
                (
                    "market",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outreach.market",
                        verbose_name="wanted market",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="campaigns.organization",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="campaigns.unit",
                        verbose_name="commune",
                    ),
                ),
            ],
            options={
                "verbose_name": "entry session",
                "ordering": ["-opened_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="EntryLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="line")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("created", "Registered"),
                            ("co_mobilised", "Mobilised together"),
                            ("already", "Registered already"),
                        ],
                        max_length=12,
                    ),
                ),
                ("made", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "registration",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entry_lines",
                        to="registrations.registration",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="registrations.entrysession",
                    ),
                ),
            ],
            options={
                "verbose_name": "entered line",
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="EntryDraft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sealed", models.BinaryField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("saved_at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                (
                    "session",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="draft",
                        to="registrations.entrysession",
                    ),
                ),
            ],
            options={
                "verbose_name": "draft",
            },
        ),
        migrations.AddIndex(
            model_name="entrysession",
            index=models.Index(fields=["officer", "-opened_at"], name="entry_officer"),
        ),
        migrations.AddConstraint(
            model_name="entrysession",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("planned__isnull", True),
                    models.Q(("planned__gte", 1), ("planned__lte", 500)),
                    _connector="OR",
                ),
                name="entry_planned_range",
                violation_error_message="A paper list has 1 to 500 lines.",
            ),
        ),
        migrations.AddConstraint(
            model_name="entrysession",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_at__isnull", True), ("closed_at__gte", models.F("opened_at")), _connector="OR"
                ),
                name="entry_closed_later",
            ),
        ),
        migrations.AddConstraint(
            model_name="entrysession",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("seat__isnull", True), ("seat_at__isnull", True)),
                    models.Q(("seat__isnull", False), ("seat_at__isnull", False)),
                    _connector="OR",
                ),
                name="entry_seat_iff_dated",
            ),
        ),
        migrations.AddConstraint(
            model_name="entryline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at__isnull", True)),
                fields=("session", "position"),
                name="entry_line_once",
                violation_error_message="This line of the list is entered already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="entryline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("undone_at__isnull", False), ("registration__isnull", False), _connector="OR"
                ),
                name="entry_line_leads_somewhere",
            ),
        ),
        migrations.AddConstraint(
            model_name="entryline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("undone_at__isnull", True), ("undone_at__gte", models.F("created_at")), _connector="OR"
                ),
                name="entry_line_undone_later",
            ),
        ),
        migrations.AddConstraint(
            model_name="entryline",
            constraint=models.CheckConstraint(
                condition=models.Q(("position__gte", 1)), name="entry_line_counts_from_one"
            ),
        ),
        migrations.RunSQL(CHECK % {"gone": GONE}, CHECK % {"gone": ""}),
    ]
