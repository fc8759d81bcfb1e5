"""What a form says when something is missing or wrong: one sentence that names the field and how to mend it."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.template import Library
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

register = Library()
GENERAL = {
    "required": {f.default_error_messages["required"] for f in (forms.Field,)},
    "invalid": {
        f.default_error_messages["invalid"]
        for f in (forms.DateField, forms.IntegerField, forms.FloatField, forms.DecimalField)
    },
    "invalid_choice": {
        f.default_error_messages["invalid_choice"]
        for f in (forms.ChoiceField, forms.ModelChoiceField, forms.ModelMultipleChoiceField)
    },
}
WANTED = (
    (forms.CheckboxInput, _("Tick the box «%(label)s»")),
    ((forms.Select, forms.RadioSelect, forms.CheckboxSelectMultiple), _("Choose %(field)s")),
    (forms.ClearableFileInput, _("Choose a file for %(field)s")),
)


@register.filter
def is_checked(field: BoundField) -> bool:
    """Whether boxes or buttons are ticked: those have a shape of their own."""
    return isinstance(
        field.field.widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple
    )


@register.filter
def is_date(field: BoundField) -> bool:
    return isinstance(field.field, forms.DateField)


@register.simple_tag
def plain_control(field: BoundField) -> SafeString:
    """A control without errors and hints, in the classes of the house: a bar of twelve filters is drawn on every list."""
    css = "form-select" if isinstance(field.field.widget, forms.Select) else "form-control"
    return field.as_widget(attrs={"class": css})


@register.filter
def problems(field: BoundField) -> list[str]:
    """What is wrong with a field, in words that name it: Django's own general sentences are replaced, a form's own are kept."""
    return [sentence(field, error) for error in field.errors.as_data()]


def sentence(field: BoundField, error: ValidationError) -> str:
    """The general sentences are known by their text, so a form that says something of its own keeps it."""
    general = GENERAL.get(error.code or "")
    said = "; ".join(map(str, error.messages))
    if general is None or str(error.message) not in {str(words) for words in general}:
        return said
    label = str(field.label)
    name = label if label[1:2].isupper() else label[:1].lower() + label[1:]
    return str(wanted(field.field, error.code or "")) % {"field": name, "label": label}


def wanted(field: forms.Field, code: str) -> Promise:
    """What to do, by the kind of field and what is wrong with it."""
    if code == "required":
        return next((words for kind, words in WANTED if isinstance(field.widget, kind)), _("Enter %(field)s"))
    if isinstance(field, forms.DateField):
        return _("%(label)s must be a real date, such as 05/03/1998")
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        return _("Choose %(field)s from the list")
    return _("%(label)s must be a number, written in digits")


@register.filter
def error_count(form: forms.BaseForm) -> int:
    return sum(len(errors) for errors in form.errors.values())


@register.filter
def first_control(field: BoundField) -> str:
    """Where a line of the error summary leads: the control, or the first of a group."""
    if isinstance(field.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple | forms.MultiWidget):
        return f"{field.auto_id}_0"
    return str(field.id_for_label)
