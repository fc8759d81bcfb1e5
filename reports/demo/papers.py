"""Papers and calls of the people of the demo: passports, orientation certificates, ends of contracts, who was rung up and what came of it.

Drawn from the number of a person alone, so that no other chance moves. Most papers hold for years; some run out in the weeks after
the last day of the campaign, so that «Sáng thứ Hai» has every reason to call.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from accounts.context import recorded_at
from campaigns.access import Access
from registrations.models import Contact, Registration, Training, Wait
from registrations.services import contacts, people, trainings
from reports.demo.drafts import LAST, Draft

Moment = Callable[[date], datetime]
Result = Contact.Result
DAY = timedelta(days=1)


def contract_end(serial: int, departed: date) -> date:
    """Three years; some short contracts end early in 2021, a very few are over and nobody has come home."""
    if departed >= date(2020, 1, 1) and serial % 6 == 0:
        years = 1
    elif (departed >= date(2019, 1, 1) and serial % 6 == 1) or serial % 90 == 2:
        years = 2
    else:
        years = 3
    return departed.replace(year=departed.year + years, day=min(departed.day, 28))


def keep(access: Access, draft: Draft, registration: Registration, moment: Moment) -> None:
    """After the last step, as the officer of the place would write it down."""
    registration.refresh_from_db()
    if registration.selected_on and draft.serial % 5 < 3:
        _passport(access, draft, registration, moment)
    if registration.stage in Registration.UNDER_WAY and draft.serial % 4 == 1:
        _old_certificate(access, draft, registration, moment)
    if registration.is_open and registration.stage != Registration.Stage.DEPARTED:
        _calls(access, draft, registration, moment)


def _passport(access: Access, draft: Draft, registration: Registration, moment: Moment) -> None:
    """Issued for this journey; whoever waits still may hold one that was issued ten years ago."""
    waits = registration.stage in Registration.UNDER_WAY
    issued = registration.selected_on or draft.on
    if waits and draft.serial % 2:
        issued = date(2011, 1, 1) + draft.serial % 75 * DAY - 20 * DAY
    with recorded_at(moment(max(issued, registration.selected_on or draft.on) + 10 * DAY)):
        people.add_identity(
            access=access,
            person=registration.person,
            number=f"C{draft.serial:07}",
            issued_on=issued,
            issued_by="Phòng Quản lý xuất nhập cảnh (mẫu)",
            expires_on=issued.replace(year=issued.year + 10, day=min(issued.day, 28)),
        )


def _old_certificate(access: Access, draft: Draft, registration: Registration, moment: Moment) -> None:
    """Taken two years ago for a journey that came to nothing (24 months: Circular 21/2021, article 12)."""
    ended = date(2019, 1, 1) + draft.serial % 50 * DAY
    with recorded_at(moment(max(registration.stage_on, ended))):
        trainings.begin(
            access=access,
            registration=registration,
            kind=Training.Kind.ORIENTATION,
            started_on=ended - 10 * DAY,
            ended_on=ended,
            certified_on=ended,
            certificate=f"GDĐH mẫu {draft.serial:04}",
            place="Trung tâm dịch vụ việc làm (mẫu)",
        )


def _calls(access: Access, draft: Draft, registration: Registration, moment: Moment) -> None:
    """Some were reached, some promised a day, some never answer, and some nobody has rung up yet."""
    beginning = registration.stage in Registration.BEGINNING
    about = Wait.CONTACT if beginning else Wait.DEPARTURE
    last = max(registration.stage_on, LAST - (5 + draft.serial % 30) * DAY)
    ways: dict[int, list[tuple[date, str, date | None]]] = {
        0: [(last, Result.REACHED, None)],
        1: [(max(registration.stage_on, last - 7 * n * DAY), Result.NO_ANSWER, None) for n in (2, 1, 0)],
        2: [(last, Result.LATER, LAST + (draft.serial % 9 - 6) * DAY)],
    }
    for on, result, follow_up in ways.get(draft.serial % 5, []):
        with recorded_at(moment(on)):
            contacts.record(
                access=access,
                registration=registration,
                result=result,
                on=on,
                about=about,
                follow_up_on=follow_up if follow_up is None or follow_up > on else on + DAY,
            )
