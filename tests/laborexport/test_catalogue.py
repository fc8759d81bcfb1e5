"""The Vietnamese catalogues are complete, and the tool that keeps them says what is not."""

import gettext as gnu
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from pytest_django import Settings

from laborexport import catalogue, wording
from laborexport.wording import Message, in_python, in_template

FLOORS = ["laborexport", "accounts", "campaigns"]


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A small house: one module, one template of a floor, one of the roof."""
    (tmp_path / "campaigns").mkdir()
    (tmp_path / "campaigns" / "models.py").write_text(
        "from django.utils.translation import gettext_lazy as _, ngettext\n"
        'NAME = _("Campaign")\n'
        'COUNT = ngettext("%(n)s person", "%(n)s people", 2)\n'
    )
    (tmp_path / "templates" / "campaigns").mkdir(parents=True)
    (tmp_path / "templates" / "campaigns" / "list.html").write_text("{% translate 'All campaigns' %}")
    (tmp_path / "templates" / "base.html").write_text('{{ title|default:_("Home") }}')
    return tmp_path


def po(house: Path, floor: str) -> polib.POFile:
    return polib.pofile(str(catalogue.path_of(house, floor)))


def translate(house: Path, floor: str, words: dict[str, str]) -> None:
    found = po(house, floor)
    for entry in found:
        if entry.msgid_plural:
            entry.msgstr_plural = {0: words[entry.msgid]}
        else:
            entry.msgstr = words[entry.msgid]
    found.save()


def filled(house: Path) -> Path:
    for floor in FLOORS:
        catalogue.update(house, floor, FLOORS)
    translate(house, "laborexport", {"Home": "Trang đầu"})
    words = {"Campaign": "Chiến dịch", "All campaigns": "Mọi chiến dịch", "%(n)s person": "%(n)s người"}
    translate(house, "campaigns", words)
    return house


def test_every_catalogue_of_the_house_is_complete() -> None:
    found = catalogue.problems(settings.BASE_DIR, [wording.ROOF, *settings.FLOORS])
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ('from django.utils.translation import gettext as _\n_("Save")', Message("Save")),
        ('from django.utils.translation import gettext_lazy as words\nwords("Save")', Message("Save")),
        ('from django.utils import translation\ntranslation.gettext("Save")', Message("Save")),
        (
            'from django.utils.translation import gettext\ngettext("One " "long " + "line")',
            Message("One long line"),
        ),
        (
            'from django.utils.translation import ngettext\nngettext("a row", "rows", n)',
            Message("a row", "", "rows"),
        ),
        (
            'from django.utils.translation import pgettext_lazy\npgettext_lazy("month", "May")',
            Message("May", "month"),
        ),
        (
            'from django.utils.translation import npgettext\nnpgettext("in", "a row", "rows", n)',
            Message("a row", "in", "rows"),
        ),
    ],
)
def test_python_is_read_whatever_the_function_is_called(source: str, message: Message) -> None:
    assert list(in_python(source)) == [message]


def test_an_underscore_that_is_no_translation_is_left_alone() -> None:
    assert list(in_python("first, _ = pair()\n_('not a message')\n")) == []
    assert list(in_python("from django.utils.translation import gettext\ngettext(name)\nfs[0]()")) == []
    assert list(in_python("from django.utils.translation import gettext\ngettext('a' + name)")) == []


@pytest.mark.parametrize(
    ("source", "messages"),
    [
        ("{% load i18n %}{% translate 'Save' %}", [Message("Save")]),
        ('{% trans "Save" as word %}', [Message("Save")]),
        ('{% translate "May" context "month" %}', [Message("May", "month")]),
        ('{{ value|default:_("none (yet)") }}', [Message("none (yet)")]),
        ('{% include "box.html" with title=_("Units") text=_("All") %}', [Message("Units"), Message("All")]),
        (
            "{% blocktranslate trimmed %}\n  Hello,\n  {{ name }}\n{% endblocktranslate %}",
            [Message("Hello, %(name)s")],
        ),
        (
            "{% blocktranslate count n=rows %}{{ n }} row{% plural %}{{ n }} rows{% endblocktranslate %}",
            [Message("%(n)s row", "", "%(n)s rows")],
        ),
        (
            "{% blocktranslate context 'x' count n=rows %}a{% plural %}b{% endblocktranslate %}",
            [Message("a", "x", "b")],
        ),
        ("<p>gettext(plain text)</p> {# translate 'no' #}", []),
    ],
)
def test_templates_are_read_as_django_reads_them(source: str, messages: list[Message]) -> None:
    assert list(in_template(source)) == messages


def test_a_template_belongs_to_the_floor_of_its_folder_and_the_rest_to_the_roof(house: Path) -> None:
    keys = wording.of_floor(house, "campaigns", FLOORS).keys()
    assert keys == {("", "Campaign"), ("", "%(n)s person"), ("", "All campaigns")}
    assert wording.of_floor(house, "laborexport", FLOORS).keys() == {("", "Home")}


def test_migrations_are_not_read(house: Path) -> None:
    (house / "campaigns" / "migrations").mkdir()
    (house / "campaigns" / "migrations" / "0001.py").write_text(
        "from django.utils.translation import gettext_lazy as _\n_('old name')"
    )
    assert ("", "old name") not in wording.of_floor(house, "campaigns", FLOORS)


def test_missing_entries_are_added_empty_sorted_and_without_line_numbers(house: Path) -> None:
    done = catalogue.update(house, "campaigns", FLOORS)
    found = po(house, "campaigns")
    assert [entry.msgid for entry in found] == ["%(n)s person", "All campaigns", "Campaign"]
    assert done.untranslated == len(done.added) == 3
    assert not any(entry.occurrences for entry in found)
    assert found[0].flags == ["python-format"]


def test_an_unused_entry_is_dropped_and_named(house: Path) -> None:
    filled(house)
    (house / "templates" / "campaigns" / "list.html").write_text("")
    done = catalogue.update(house, "campaigns", FLOORS)
    assert (done.added, done.dropped) == ([], ["All campaigns"])
    assert [entry.msgstr for entry in po(house, "campaigns")] == ["", "Chiến dịch"]


def test_a_complete_catalogue_is_not_touched(house: Path) -> None:
    path = catalogue.path_of(filled(house), "campaigns")
    before = path.stat()
    catalogue.update(house, "campaigns", FLOORS)
    assert path.stat().st_mtime_ns == before.st_mtime_ns


def test_a_sentence_known_on_another_floor_is_translated_at_once(house: Path) -> None:
    filled(house)
    (house / "accounts").mkdir()
    (house / "accounts" / "views.py").write_text(
        "from django.utils.translation import gettext\ngettext('Home')"
    )
    assert catalogue.update(house, "accounts", FLOORS).untranslated == 0
    assert po(house, "accounts")[0].msgstr == "Trang đầu"


def test_a_message_that_gains_a_plural_keeps_its_words(house: Path) -> None:
    filled(house)
    (house / "templates" / "base.html").write_text(
        "{% blocktranslate count n=x %}Home{% plural %}Homes{% endblocktranslate %}"
    )
    assert any("plural differs" in problem for problem in catalogue.problems(house, FLOORS))
    catalogue.update(house, "laborexport", FLOORS)
    assert po(house, "laborexport")[0].msgstr_plural == {0: "Trang đầu"}


def test_a_translation_saved_meanwhile_is_not_lost(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(house)
    (house / "accounts").mkdir()
    (house / "campaigns" / "views.py").write_text(
        "from django.utils.translation import gettext\ngettext('New')"
    )
    path = catalogue.path_of(house, "campaigns")
    untouched = catalogue._bring_up_to_date

    def while_somebody_saves(*args: object) -> catalogue.Update:
        result = untouched(*args)  # type: ignore[arg-type]
        if "Cuộc vận động" not in path.read_text():
            path.write_text(path.read_text().replace('"Chiến dịch"', '"Cuộc vận động"'))
        return result

    monkeypatch.setattr(catalogue, "_bring_up_to_date", while_somebody_saves)
    catalogue.update(house, "campaigns", FLOORS)
    assert {entry.msgid: entry.msgstr for entry in po(house, "campaigns")}["Campaign"] == "Cuộc vận động"
    assert po(house, "campaigns").find("New")


def test_a_file_that_never_rests_is_left_to_its_writer(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = catalogue.path_of(filled(house), "campaigns")
    (house / "campaigns" / "views.py").write_text(
        "from django.utils.translation import gettext\ngettext('New')"
    )
    untouched = catalogue._bring_up_to_date

    def while_somebody_types(*args: object) -> catalogue.Update:
        path.write_text(path.read_text() + "\n")
        return untouched(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(catalogue, "_bring_up_to_date", while_somebody_types)
    with pytest.raises(OSError, match="somebody else"):
        catalogue.update(house, "campaigns", FLOORS)


def test_a_complete_house_has_no_problems(house: Path) -> None:
    assert catalogue.problems(filled(house), FLOORS) == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('msgstr "Chiến dịch"', 'msgstr ""', "empty: 'Campaign'"),
        ('msgid "Campaign"', '#, fuzzy\nmsgid "Campaign"', "fuzzy: 'Campaign'"),
        ('msgstr[0] "%(n)s người"', 'msgstr[0] "%(m)s người"', "other placeholders: '%(n)s person'"),
        ('msgid "Campaign"', 'msgid "Campaigns"', "missing: 'Campaign'"),
        ('msgid "Campaign"', 'msgid "Campaigns"', "no longer used: 'Campaigns'"),
        ('msgid "Campaign"', 'msgid "All campaigns"', "stands there twice: 'All campaigns'"),
        ("plural=0;", "plural=n>1;", "the header must say"),
        ('msgid "Campaign"', '<<<<<<< ours\nmsgid "Campaign"', "cannot be read"),
    ],
)
def test_each_fault_is_told(house: Path, old: str, new: str, problem: str) -> None:
    path = catalogue.path_of(filled(house), "campaigns")
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    assert any(problem in found for found in catalogue.problems(house, FLOORS))


def test_two_floors_must_not_translate_one_message_differently(house: Path) -> None:
    filled(house)
    (house / "campaigns" / "views.py").write_text(
        "from django.utils.translation import gettext\ngettext('Home')"
    )
    catalogue.update(house, "campaigns", FLOORS)
    assert catalogue.problems(house, FLOORS) == []
    path = catalogue.path_of(house, "campaigns")
    path.write_text(path.read_text().replace("Trang đầu", "Trang chủ"))
    assert "differently" in catalogue.problems(house, FLOORS)[0]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("%(a)s of %(b)s", "%(b)s có %(a)s", True),
        ("%(a)s, %(a)s", "%(a)s", True),
        ("%s %s", "%s", False),
        ("100 %% of {total}", "{total}", True),
        ("%(a)s", "", False),
    ],
)
def test_placeholders_may_change_places_but_not_names(one: str, other: str, same: bool) -> None:
    assert (catalogue.placeholders(one) == catalogue.placeholders(other)) is same


def test_compiled_catalogues_answer_and_are_made_once(house: Path) -> None:
    filled(house)
    assert len(catalogue.compile_all(house, FLOORS)) == 2
    assert catalogue.compile_all(house, FLOORS) == []
    with catalogue.path_of(house, "campaigns").with_suffix(".mo").open("rb") as compiled:
        words = gnu.GNUTranslations(compiled)
    assert words.gettext("Campaign") == "Chiến dịch"
    assert words.ngettext("%(n)s person", "%(n)s people", 5) == "%(n)s người"


def test_the_command_updates_checks_and_compiles(
    house: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.BASE_DIR, settings.FLOORS = house, FLOORS[1:]
    call_command("messages")
    assert "campaigns: 3 added, 0 dropped, 3 without translation" in capsys.readouterr().out
    with pytest.raises(CommandError, match="empty: 'Campaign'"):
        call_command("messages", "--check")
    filled(house)
    call_command("messages", "--check")
    call_command("messages", "--compile")
    assert "2 catalogues compiled" in capsys.readouterr().out
    (house / "templates" / "base.html").write_text("")
    call_command("messages", "laborexport")
    assert "dropped: 'Home'" in capsys.readouterr().out


def test_the_command_knows_the_floors() -> None:
    with pytest.raises(CommandError, match="No such floor: cellar"):
        call_command("messages", "cellar")
