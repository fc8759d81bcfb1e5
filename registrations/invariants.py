"""What must always hold of what is stored, as SQL: each answers with the rows that break it. `doctor` asks them."""

from __future__ import annotations

# First and last day a milestone can mean, for every milestone that holds now.
STEPS = """
WITH step AS (
    SELECT registration_id, kind, "on" AS first, precision, market_id, recorded_at,
        CASE precision WHEN 'day' THEN "on"
            WHEN 'month' THEN (date_trunc('month', "on") + interval '1 month - 1 day')::date
            ELSE (date_trunc('year', "on") + interval '1 year - 1 day')::date END AS last,
        row_number() OVER (PARTITION BY registration_id, kind ORDER BY "on", recorded_at) AS nth
    FROM registrations_milestone WHERE superseded_at IS NULL
)
"""

# Each query goes on from STEPS and answers with the ids of the rows that break the rule.
CHECKS: tuple[tuple[str, str, str], ...] = (
    (
        "I1",
        "two people share an identity number",
        """SELECT DISTINCT one.person_id FROM registrations_identitynumber one
           JOIN registrations_identitynumber other ON other.index = one.index AND other.person_id <> one.person_id
           WHERE one.superseded_at IS NULL AND other.superseded_at IS NULL""",
    ),
    (
        "I1",
        "a name is not in composed form (NFC)",
        """SELECT id FROM registrations_person WHERE full_name IS NOT NFC NORMALIZED
           OR hamlet IS NOT NFC NORMALIZED OR full_name = ''""",
    ),
    (
        "I2",
        "a person has two open registrations in one campaign",
        """SELECT unnest(array_agg(id)) FROM registrations_registration
           WHERE stage <> 'returned' AND merged_into_id IS NULL GROUP BY person_id, campaign_id HAVING count(*) > 1""",
    ),
    (
        "I2",
        "a registration begins before the return from the one before",
        """SELECT later.id FROM registrations_registration later
           JOIN registrations_registration earlier ON earlier.person_id = later.person_id
               AND earlier.campaign_id = later.campaign_id AND earlier.recorded_at < later.recorded_at
           JOIN step came ON came.registration_id = earlier.id AND came.kind = 'returned'
           JOIN step began ON began.registration_id = later.id AND began.kind = 'registered'
           WHERE began.last < came.first""",
    ),
    (
        "I2",
        "the stage is not where the milestones stand",
        """, turn AS (
               SELECT registration_id, count(*) FILTER (WHERE kind = 'withdrawn') > count(*) FILTER (WHERE kind = 'resumed') AS off,
                   max(array_position(ARRAY['registered','consulted','selected','training','contracted','visa',
                       'departed','returned']::varchar[], kind)) AS rung,
                   max(first) FILTER (WHERE kind = 'withdrawn') AS stopped
               FROM step GROUP BY registration_id)
           SELECT r.id FROM registrations_registration r LEFT JOIN turn ON turn.registration_id = r.id
           LEFT JOIN step ON step.registration_id = r.id AND step.kind = r.stage AND step.first = r.stage_on
           WHERE r.merged_into_id IS NULL AND (turn.rung IS NULL OR step.kind IS NULL OR (turn.off <> (r.stage = 'withdrawn'))
               OR (NOT turn.off AND turn.rung <> array_position(ARRAY['registered','consulted','selected','training',
                   'contracted','visa','departed','returned']::varchar[], r.stage))
               OR (turn.off AND r.stage_on <> turn.stopped))""",
    ),
    (
        "I2",
        "a day that a clock counts from differs from the milestones",
        """SELECT r.id FROM registrations_registration r
           LEFT JOIN step chosen ON chosen.registration_id = r.id AND chosen.kind = 'selected'
           LEFT JOIN registrations_milestone gone ON gone.registration_id = r.id AND gone.kind = 'departed'
               AND gone.superseded_at IS NULL
           WHERE r.merged_into_id IS NULL
               AND (r.selected_on IS DISTINCT FROM chosen.first OR r.contract_until IS DISTINCT FROM gone.ends_on)""",
    ),
    (
        "I2",
        "when to call somebody differs from the contacts",
        """, said AS (SELECT * FROM registrations_contact WHERE undone_at IS NULL),
           heard AS (SELECT DISTINCT ON (registration_id) registration_id, "on" FROM said WHERE result <> 'no_answer'
               ORDER BY registration_id, "on" DESC, recorded_at DESC),
           promised AS (SELECT DISTINCT ON (registration_id) registration_id, follow_up_on FROM said
               WHERE result <> 'no_answer' OR follow_up_on IS NOT NULL
               ORDER BY registration_id, "on" DESC, recorded_at DESC)
           SELECT r.id FROM registrations_registration r LEFT JOIN heard ON heard.registration_id = r.id
           LEFT JOIN promised ON promised.registration_id = r.id
           WHERE r.merged_into_id IS NULL
               AND (r.heard_on IS DISTINCT FROM heard."on" OR r.call_on IS DISTINCT FROM promised.follow_up_on)""",
    ),
    (
        "I2",
        "what a registration is found by differs from its person, commune or credit",
        """SELECT r.id FROM registrations_registration r JOIN registrations_person p ON p.id = r.person_id
           JOIN campaigns_unit u ON u.id = r.unit_id
           WHERE (r.name_folded, r.name_sort, r.unit_path) IS DISTINCT FROM (p.name_folded, p.name_sort, u.path)
               OR r.bodies <> ARRAY(SELECT c.organization_id FROM registrations_credit c
                   WHERE c.registration_id = r.id AND c.superseded_at IS NULL ORDER BY c.is_lead DESC, c.organization_id)""",
    ),
    (
        "I3",
        "the profile that tables group by differs from the data",
        """SELECT r.id FROM registrations_registration r
           JOIN registrations_person p ON p.id = r.person_id
           LEFT JOIN step began ON began.registration_id = r.id AND began.kind = 'registered'
           LEFT JOIN step chosen ON chosen.registration_id = r.id AND chosen.kind = 'selected'
           LEFT JOIN step gone ON gone.registration_id = r.id AND gone.kind = 'departed'
           LEFT JOIN step back ON back.registration_id = r.id AND back.kind = 'returned'
           LEFT JOIN registrations_profile held ON held.registration_id = r.id AND held.superseded_at IS NULL
           WHERE r.merged_into_id IS NULL AND (held.id IS NULL OR held.person_id <> r.person_id OR held.unit_id <> r.unit_id
               OR held.market_id IS DISTINCT FROM coalesce(gone.market_id, chosen.market_id, r.market_id)
               OR held.programme_id IS DISTINCT FROM r.programme_id OR held.event_id IS DISTINCT FROM r.event_id
               OR held.sex <> p.sex OR held.birth_date IS DISTINCT FROM p.birth_date
               OR held.birth_precision <> p.birth_precision
               OR held.relations <> coalesce((SELECT jsonb_object_agg(o.code, a.relation)
                   FROM registrations_affiliation a JOIN campaigns_organization o ON o.id = a.organization_id
                   WHERE a.person_id = p.id), '{}')
               OR held.groups::text[] <> ARRAY(SELECT DISTINCT g."group"::text COLLATE "C" FROM registrations_groupstatus g
                   WHERE g.person_id = p.id AND g.valid_from <= coalesce(back.last, 'infinity')
                       AND (g.valid_to IS NULL OR g.valid_to >= began.first) ORDER BY 1))""",
    ),
    (
        "I2",
        "a merged record is still counted, or leads nowhere",
        """SELECT p.id FROM registrations_person p JOIN registrations_registration r ON r.person_id = p.id
               WHERE p.merged_into_id IS NOT NULL AND r.merged_into_id IS NULL
           UNION SELECT p.id FROM registrations_person p JOIN registrations_person into_ ON into_.id = p.merged_into_id
               WHERE into_.merged_into_id IS NOT NULL
           UNION SELECT i.person_id FROM registrations_identitynumber i JOIN registrations_person p ON p.id = i.person_id
               WHERE p.merged_into_id IS NOT NULL
           UNION SELECT r.id FROM registrations_registration r
               JOIN registrations_registration into_ ON into_.id = r.merged_into_id
               JOIN registrations_person p ON p.id = r.person_id
               WHERE into_.merged_into_id IS NOT NULL OR into_.campaign_id <> r.campaign_id
                   OR p.merged_into_id IS DISTINCT FROM into_.person_id
           UNION SELECT r.id FROM registrations_registration r WHERE r.merged_into_id IS NOT NULL AND (
               EXISTS (SELECT FROM step WHERE step.registration_id = r.id)
               OR EXISTS (SELECT FROM registrations_profile p WHERE p.registration_id = r.id AND p.superseded_at IS NULL)
               OR EXISTS (SELECT FROM registrations_credit c WHERE c.registration_id = r.id AND c.superseded_at IS NULL)
               OR EXISTS (SELECT FROM registrations_loanreferral l WHERE l.registration_id = r.id))""",
    ),
    (
        "I5",
        "a milestone lies before, or lacks, the one it needs",
        """, needs (later, earlier) AS (VALUES ('consulted', 'registered'), ('selected', 'registered'),
               ('training', 'selected'), ('contracted', 'selected'), ('visa', 'selected'), ('departed', 'selected'),
               ('returned', 'departed'), ('withdrawn', 'registered'), ('resumed', 'withdrawn'))
           SELECT DISTINCT step.registration_id FROM step JOIN needs ON needs.later = step.kind
           LEFT JOIN step base ON base.registration_id = step.registration_id AND base.kind = needs.earlier
               AND base.nth = CASE WHEN step.kind = 'resumed' THEN step.nth ELSE 1 END
           WHERE base.kind IS NULL OR step.last < base.first""",
    ),
    (
        "I5",
        "a step towards a departure lies after it",
        """SELECT DISTINCT gone.registration_id FROM step gone
           JOIN step ON step.registration_id = gone.registration_id
               AND step.kind IN ('registered', 'selected', 'training', 'contracted', 'visa')
           WHERE gone.kind = 'departed' AND gone.last < step.first""",
    ),
    (
        "I5",
        "somebody departed before the 18th birthday",
        """SELECT r.id FROM step JOIN registrations_registration r ON r.id = step.registration_id
           JOIN registrations_person p ON p.id = r.person_id
           WHERE step.kind = 'departed' AND (p.birth_date + interval '18 years')::date > step.last""",
    ),
    (
        "I6",
        "an allowance stands without the selection it is due for",
        """SELECT e.id FROM registrations_allowanceentry e
           JOIN registrations_registration r ON r.id = e.registration_id
           LEFT JOIN step ON step.registration_id = e.registration_id AND step.kind = 'selected'
           WHERE e.cancelled_on IS NULL AND e.paid_on IS NULL AND (step.kind IS NULL OR r.stage = 'withdrawn')""",
    ),
    (
        "I6",
        "an allowance is not the rate of its market and day",
        """SELECT e.id FROM registrations_allowanceentry e
           JOIN registrations_allowancerate rate ON rate.id = e.rate_id
           LEFT JOIN step ON step.registration_id = e.registration_id AND step.kind = 'selected'
           WHERE e.cancelled_on IS NULL AND e.paid_on IS NULL
               AND (e.amount <> rate.amount OR rate.market_id <> step.market_id OR e.due_on <> step.first
                   OR rate.valid_from > e.due_on OR rate.valid_to < e.due_on)""",
    ),
    (
        "I6",
        "an allowance is not paid by an employment service centre",
        """SELECT e.id FROM registrations_allowanceentry e JOIN campaigns_organization o ON o.id = e.payer_id
           WHERE o.kind <> 'job_centre'""",
    ),
    (
        "I6",
        "a selection names neither an enterprise nor the employment service centre",
        """SELECT registration_id FROM registrations_milestone WHERE kind = 'selected' AND superseded_at IS NULL
           AND enterprise_id IS NULL AND NOT through_centre""",
    ),
    (
        "I7",
        "a referral went to a bank without a consent for it",
        """SELECT loan.id FROM registrations_loanreferral loan
           JOIN registrations_registration r ON r.id = loan.registration_id
           JOIN registrations_consent agreed ON agreed.id = loan.consent_id
           LEFT JOIN (SELECT referral_id, max("on") AS "on" FROM registrations_loanstep
               WHERE state = 'sent' AND NOT is_note AND superseded_at IS NULL GROUP BY referral_id) sent ON sent.referral_id = loan.id
           WHERE agreed.person_id <> r.person_id OR agreed.purpose <> 'bank' OR sent."on" IS NULL
               OR agreed.given_on > sent."on" OR agreed.withdrawn_on < sent."on" """,
    ),
    (
        "loan-state",
        "a referral does not stand where its moves left it",
        """SELECT loan.id FROM registrations_loanreferral loan LEFT JOIN LATERAL (
               SELECT state, "on", amount FROM registrations_loanstep WHERE referral_id = loan.id AND NOT is_note
                   AND superseded_at IS NULL ORDER BY recorded_at DESC, id DESC LIMIT 1
           ) last ON true
           WHERE last.state IS DISTINCT FROM loan.state OR last."on" <> loan.state_on
               OR loan.state = 'approved' AND loan.approved IS DISTINCT FROM last.amount
               OR loan.state = 'disbursed' AND loan.disbursed IS DISTINCT FROM last.amount""",
    ),
)
