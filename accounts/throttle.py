"""Waits between tries of one account from one kind of device: 1, 2, 4 … 900 seconds, never a lock.

A try is counted before the password is looked at, in one statement on the clock of the database, so that a burst of
parallel guesses is one guess; success wipes the count.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from django.db import connection
from django.db.models.functions import Now
from django.utils.crypto import salted_hmac

from accounts.models import SignInThrottle

LONGEST = 900
FORGOTTEN_AFTER = timedelta(days=1)  # written out in COUNT, too

# `waited` is how many failures count: none after a quiet day; above ten the longest wait is reached anyway.
COUNT = """
INSERT INTO accounts_signinthrottle AS t (key, failures, wait_until)
VALUES (%(key)s, 1, clock_timestamp() + interval '1 second')
ON CONFLICT (key) DO UPDATE SET (failures, wait_until) = (
    SELECT waited + 1, clock_timestamp() + least(%(longest)s, power(2, waited)) * interval '1 second'
    FROM (SELECT CASE WHEN t.wait_until > clock_timestamp() - interval '1 day' THEN least(t.failures, 10) ELSE 0 END
          AS waited) AS counted
)
WHERE t.wait_until <= clock_timestamp()
RETURNING failures
"""
ASK = """
SELECT wait_until, extract(epoch FROM wait_until - clock_timestamp())
FROM accounts_signinthrottle WHERE key = %(key)s
"""


@dataclass(frozen=True, slots=True)
class Wait:
    """When the next try is looked at."""

    until: datetime
    seconds: int


def key_of(account: str, device: str) -> str:
    """The row of one account and device; an account that does not exist has one like any other."""
    return f"{salted_hmac('accounts.throttle', account, algorithm='sha256').hexdigest()}:{device}"


def count(key: str) -> Wait | None:
    """Count one try; a Wait means that it must not be looked at."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"key": key, "longest": LONGEST})
        if cursor.fetchone():
            return None
        cursor.execute(ASK, {"key": key})
        row = cursor.fetchone()
    return Wait(row[0], max(1, ceil(row[1]))) if row else None


def forgive(key: str) -> None:
    """After success; what nobody tried for a day goes with it."""
    SignInThrottle.objects.filter(key=key).delete()
    SignInThrottle.objects.filter(wait_until__lt=Now() - FORGOTTEN_AFTER).delete()
