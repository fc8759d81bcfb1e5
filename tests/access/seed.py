"""Makes the world of `tests/access/world.py`: in each place its own people, events, lists and loans."""

from __future__ import annotations

import hashlib
import io
import logging
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.base import ContentFile
from django.template import Template
from django.utils import timezone
from openpyxl import Workbook

from accounts.models import Job, User, UserSession
from campaigns.access import Access
from campaigns.models import LegalDocument, Role, TargetChange, Unit, WorkPlan
from campaigns.services.allotting import Cell, Series, write_cells
from imports import batches, checking, learnt
from imports.models import Learnt
from outreach.models import CostLine, EventPartner, Witness
from registrations.importing import CandidateImporter
from registrations.models import AllowanceEntry, EntrySession, LoanReferral, Milestone
from registrations.services import bulk, contacts, credit, lists, loans, member_consents, merging, people
from registrations.services.candidates import ConsentClaim, GroupClaim, Wish
from registrations.services.importing import KIND
from reports.models import AnnualReview, Correction, ReviewDraft, ReviewFile, SignedScan
from reports.review import confirming
from reports.review.draft import draft_review
from reports.review.drawing import compute, draw
from reports.review.hashing import digest
from tests.access.table import (
    ELSEWHERE,
    OWN,
    PARENT,
    PLACES,
    ROLES,
    TOP,
)
from tests.access.world import Token, World
from tests.factories import campaigns as places
from tests.factories import entry as typing
from tests.factories import outreach, registrations
from tests.factories.campaigns import House
from tests.standing import standing


def build() -> World:
    world = World(places.house())
    _reference(world)
    for place in PLACES:
        _fill(world, place)
    _accounts(world)
    world.objects["review", OWN] = _review(world)
    for role, username in ROLES.items():
        world.keys[role] = signed_in(world.house.user(username))
    return world


def signed_in(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    # What requests write is undone, so nobody is seen: a crawl of an hour must not count as an idle hour.
    later = timezone.now() + timedelta(hours=2)
    UserSession.objects.create(user=user, session_key=session.session_key, last_seen_at=later)
    return str(session.session_key)


def _reference(world: World) -> None:
    """What belongs to all: one of each."""
    house = world.house
    enterprise = outreach.enterprise(markets=(outreach.market(),))
    registrations.rate(outreach.market())
    LegalDocument.objects.filter(pk=house.resolution.pk).update(file="van-ban/nq13.pdf")
    house.resolution.refresh_from_db()
    if not house.resolution.file.storage.exists("van-ban/nq13.pdf"):
        house.resolution.file.storage.save("van-ban/nq13.pdf", ContentFile(b"%PDF-1.4"))
    shared = {
        "duty": house.campaign.duties.get(number=1),
        "document": house.resolution,
        "target": house.campaign.targets.first(),
        "change": _change(house),
        "rise": house.campaign.rise_rules.first(),
        "unit": house.bao_thanh,
        "organization": house.organizations["phunu"],
        "enterprise": enterprise,
        "job_order": outreach.job_order(enterprise, costs=((CostLine.Kind.values[0], 9_000_000),)),
        "material": outreach.material(house.organizations["phunu"]),
        "branch": registrations.branch(house),
        "draft": _draft(house),
        "year": 2018,
        "code": "2018.1-B1.6",
    }
    world.objects |= {(kind, OWN): made for kind, made in shared.items()}


def _change(house: House) -> TargetChange | None:
    """Targets typed into a table: what the coordinator may take back."""
    about = Series(house.campaign, 2019, house.resolution, "required", "departed")
    return write_cells(
        access=house.access("tinh.mttq"), series=about, cells=[Cell(house.ba_tri.pk, None, 90)]
    )


def _place(world: World, place: str) -> tuple[Access, Unit]:
    """Who acts in a place, and the commune where its people live."""
    house, bodies = world.house, world.house.organizations
    match place:
        case "own":
            return house.access("xa.baothanh.phunu"), house.bao_thanh
        case "sibling":
            return places.access(Role.OFFICER, bodies["phunu"], house.bao_thuan), house.bao_thuan
        case "parent":
            return house.access("huyen.batri.phunu"), house.an_hiep
        case "body":
            return places.access(Role.OFFICER, bodies["doan"], house.bao_thanh), house.bao_thanh
        case "elsewhere":
            return house.access("huyen.chauthanh.nongdan"), house.tan_thach
    return house.access("tinh.mttq"), house.quoi_son


def _fill(world: World, place: str) -> None:
    access, commune = _place(world, place)
    world.actors[place] = access
    event = _event(world, place, access)
    registration = _person(world, place, access, commune, event)
    contacts.record(
        access=access,
        registration=registration,
        result="no_answer",
        on=date(2018, 12, 3),
        note=f"Gọi lại nhà {_token(world, place, 'goi', 'registration')}",
    )
    made = {
        "registration": registration,
        "loan": _loan(world, place, registration),
        "merge": _merge(world, place, access, registration),
        "credit": _claim(world, place, registration),
        "allowance": AllowanceEntry.objects.get(registration=registration),
        "batch": _batch(world, place, access, commune),
        "event": event,
        "guests": event,
        "witness": _witness(world, place, access),
        "distribution": _distribution(world, event),
    }
    world.objects |= {(kind, place): one for kind, one in made.items()}


def _token(world: World, place: str, kind: str, *kinds: str) -> str:
    """«Zqpown»: capital and small as a name is written."""
    text = f"Zq{kind}{place}"
    world.tokens.append(Token(text, place, kinds))
    return text


def _person(world: World, place: str, access: Access, commune: Unit, event: Any) -> Any:
    number, phone = registrations.number(), f"09{registrations.number()[-8:]}"
    world.tokens += [Token(text, place, ("registration",)) for text in (number, phone)]
    made = registrations.registered(
        world.house,
        access,
        unit=commune,
        full_name=f"Lê Thị {_token(world, place, 'nguoi', 'registration', 'loan')}",
        identity=number,
        phones=(phone,),
        hamlet=f"Ấp {_token(world, place, 'ap', 'registration')}",
        groups=(GroupClaim("poor", date(2018, 1, 1), _token(world, place, "giay", "registration")),),
        consents=(
            ConsentClaim("bank", date(2018, 3, 5), evidence=_token(world, place, "mau", "registration")),
        ),
        wish=Wish(market=outreach.market(), event=event, note=_token(world, place, "muon", "registration")),
    )
    note = _token(world, place, "moc", "registration")
    registrations.step(world.house, made, Milestone.Kind.CONSULTED, "10/03/2018", note=note)
    registrations.step(
        world.house,
        made,
        Milestone.Kind.SELECTED,
        "01/06/2018",
        market=outreach.market(),
        through_centre=True,
    )
    _tie(world, place, access, made)
    made.trainings.create(kind="orientation", started_on=date(2018, 6, 10))
    return registrations.fresh(made)


def _tie(world: World, place: str, access: Access, registration: Any) -> None:
    """A parent who is a member, and what the parent agreed to."""
    tie = people.add_affiliation(
        access=access,
        person=registration.person,
        organization=world.house.organizations["nongdan"],
        relation="child",
        member_name=f"Lê Văn {_token(world, place, 'cha', 'registration')}",
    )
    member_consents.give(
        access=access,
        tie=tie,
        purpose="name",
        given_on=date(2018, 3, 5),
        evidence=_token(world, place, "hoi-vien", "registration"),
    )


def _claim(world: World, place: str, registration: Any) -> Any:
    """The labour department says that it mobilised the person, too: nobody sees more people by it."""
    credit.add_mobiliser(
        access=world.house.access("tinh.sld"),
        registration=registration,
        organization=world.house.organizations["sldtbxh"],
        note=f"Cùng tư vấn {_token(world, place, 'cong', 'credit')}",
    )
    return registration.credit_proposals.get()


def _merge(world: World, place: str, access: Access, registration: Any) -> Any:
    """The same person once more, entered by the same body under another number."""
    again = registrations.registered(
        world.house,
        access,
        unit=registration.unit,
        full_name=registration.person.full_name,
        identity=registrations.number(),
    )
    return merging.propose(access=access, person=registration.person, other=again.person_id)


def _loan(world: World, place: str, registration: Any) -> Any:
    house = world.house
    branch = registrations.branch(house, house.chau_thanh if place in {ELSEWHERE, TOP} else house.ba_tri)
    sent = loans.refer(
        access=house.access("tinh.mttq"),
        registration=registration,
        branch=branch,
        requested=80_000_000,
        purpose="cost",
        on=date(2018, 6, 5),
    )
    # With an answer that the bank can correct.
    sent.steps.create(state="received", on=sent.state_on)
    LoanReferral.objects.filter(pk=sent.pk).update(state="received")
    sent.refresh_from_db()
    return sent


def _event(world: World, place: str, access: Access) -> Any:
    units = {PARENT: world.house.ba_tri, TOP: world.house.province}
    unit = units.get(place) or Unit.objects.get(
        pk=access.unit_id if place != ELSEWHERE else world.house.tan_thach.pk
    )
    body = next(one for one in world.house.organizations.values() if one.pk == access.organization_id)
    made = outreach.event(
        world.house.campaign,
        unit,
        body,
        title=f"Tư vấn {_token(world, place, 'hop', 'event')}",
        on=date(2018, 2, 1),
    )
    outreach.invitee(made, f"Trần Văn {_token(world, place, 'khach', 'guests')}")
    EventPartner.objects.create(
        event=made, enterprise=world.objects["enterprise", OWN], invited_on=date(2018, 1, 20)
    )
    return made


def _distribution(world: World, event: Any) -> Any:
    """Handed out by the body that holds the event, where it is held."""
    return world.objects["material", OWN].distributions.create(
        unit=event.unit,
        organization=event.organizers.get().organization,
        copies=5,
        on=date(2018, 2, 1),
    )


def _witness(world: World, place: str, access: Access) -> Witness:
    return Witness.objects.create(
        full_name=f"Võ Thị {_token(world, place, 'chung', 'witness')}",
        unit_id=access.unit_id,
        market=outreach.market(),
        consent_on=date(2018, 1, 1),
        recorded_by_id=access.user_id,
    )


def _batch(world: World, place: str, access: Access, commune: Unit) -> Any:
    """A list of one good row and one that asks for a birth date, read by the real importer."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Họ và tên", "Giới tính", "Ngày sinh", "Số CCCD", "Xã"])
    name = f"Phạm Thị {_token(world, place, 'dong', 'batch')}"
    sheet.append([name, "Nữ", "05/03/1998", registrations.number(), commune.name])
    sheet.append([f"{name} Hai", "Nữ", "99/99/1998", "12", commune.name])
    content = io.BytesIO()
    book.save(content)
    made = batches.upload(
        access=access,
        campaign=world.house.campaign,
        kind=KIND,
        filename=f"{_token(world, place, 'tep', 'batch')}.xlsx",
        content=content.getvalue(),
    )
    checking.check(made, CandidateImporter(access, world.house.campaign), access=access)
    made.refresh_from_db()
    return made


def _draft(house: House) -> AnnualReview:
    """Before the bodies; the Women's Union says that a line is wrong."""
    coordinator, union = house.access("tinh.mttq"), house.access("tinh.phunu")
    made = draft_review(access=coordinator, campaign=house.campaign, year=2019)
    drawn = draw(made)
    ReviewDraft.objects.create(
        review=made,
        number=1,
        figures=drawn.figures,
        figures_sha256=digest(drawn.figures),
        parts=drawn.parts,
        paper=drawn.paper,
        as_of=drawn.moment,
    )
    made = AnnualReview.objects.get(pk=made.pk)
    confirming.ask(access=coordinator, review=made, due_on=confirming.usual_day())
    confirming.object_to(
        access=union,
        review=made,
        sha256=drawn.parts["phunu"]["sha256"],
        line="totals/departed",
        wanted="1",
        reason="Thiếu một người",
    )
    return made


def _after(review: AnnualReview, user: User) -> None:
    """A signed scan and an annex of corrections, of which only the hash is at stake."""
    content = b"%PDF-1.7 %%EOF"
    kept = {
        "content": content,
        "sha256": hashlib.sha256(content).hexdigest(),
        "size": len(content),
        "by": user,
    }
    SignedScan.objects.create(review=review, kind="pdf", **kept)
    Correction.objects.create(
        review=review, number=1, reason="Bổ sung", as_of=review.as_of, changes=[], job="1", **kept
    )


def _review(world: World) -> AnnualReview:
    """Printed, not yet issued; what is printed is not at stake here."""
    review = draft_review(access=world.house.access("tinh.mttq"), campaign=world.house.campaign, year=2018)
    moment, review.figures, review.paper = compute(review)
    review.figures_sha256, review.state = digest(review.figures), AnnualReview.State.BUILT
    review.as_of = review.frozen_at = moment
    review.save()
    content = b"%PDF-1.7"
    ReviewFile.objects.create(
        review=review,
        kind="pdf",
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
    )
    _after(review, world.house.user("tinh.mttq"))
    return review


def _accounts(world: World) -> None:
    """Postings, accounts, sessions, jobs and yearly plans: the commune officer's, and somebody else's."""
    house = world.house
    for place, username, body, duty in (
        (OWN, "xa.baothanh.phunu", "phunu", 1),
        (ELSEWHERE, "huyen.chauthanh.nongdan", "nongdan", 2),
    ):
        user, posting = house.user(username), house.postings[username]
        plan = WorkPlan.objects.create(
            campaign=house.campaign, organization=house.organizations[body], year=2018
        )
        job = Job.objects.create(
            kind="nothing", title=f"Việc {_token(world, place, 'viec', 'job')}", requested_by=user, state="failed",
            finished_at=posting_moment(house),
        )  # fmt: skip
        session = UserSession.objects.create(user=user, session_key=f"khac-{place}")
        world.objects["entry", place] = _entry(world, place, username)
        rows = {
            "posting": posting, "my_posting": posting, "account": user, "session": session, "job": job,
            "work_plan": plan, "my_duty": house.campaign.duties.get(number=duty), "any_work_plan": plan,
        }  # fmt: skip
        rows |= _lists(world, place, house.access(username))
        rows["learnt"] = _learnt(world, place, house.access(username))
        world.objects |= {(kind, place): one for kind, one in rows.items()}


def _lists(world: World, place: str, access: Access) -> dict[str, Any]:
    """A filter kept under a name, and a list of everybody in view on which a departure waits to be recorded."""
    name = f"Lọc {_token(world, place, 'loc', 'filter')}"
    people = registrations.Registration.objects.within(access)
    made = bulk.prepare(access=access, campaign=world.house.campaign, registrations=people)
    on = registrations.day("01/10/2018")
    return {
        "filter": lists.keep_filter(access=access, name=name, query="giai-doan=selected"),
        "bulk": bulk.choose(access=access, bulk=made, kind="departed", on=on),
    }


def _learnt(world: World, place: str, access: Access) -> Learnt:
    """A heading that a body has taught to mean the commune."""
    shown = f"Nơi ở {_token(world, place, 'hoc', 'learnt')}"
    learnt.teach(
        access=access, kind=KIND, about=Learnt.HEADING, words=shown.lower(), shown=shown, meaning="commune"
    )
    return Learnt.objects.get(shown=shown)


def _entry(world: World, place: str, username: str) -> EntrySession:
    """A paper list with one line entered and one half typed."""
    access, house = world.house.access(username), world.house
    made = typing.session(house, access, house.bao_thanh if place == OWN else house.tan_thach)
    typing.line(house, made, access, full_name=f"Lê Thị {_token(world, place, 'phieu', 'registration')}")
    typing.half_typed(made, access, _token(world, place, "nhap", "entry"))
    return made


def posting_moment(house: House) -> Any:
    return registrations.Registration.objects.latest("recorded_at").recorded_at


def worlds(blocker: Any) -> Iterator[World]:
    """The world in a transaction of its own, for a module; refusals are not news here."""
    logger = logging.getLogger("django.request")
    level, logger.level = logger.level, logging.ERROR
    with pytest.MonkeyPatch.context() as patch, standing(blocker, build) as made:
        # Bytes are looked at: templates need not tell the client what each was given, as Django has them do in tests.
        patch.setattr(Template, "_render", lambda template, context: template.nodelist.render(context))
        yield made
    logger.level = level
