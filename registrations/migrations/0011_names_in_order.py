from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registrations", "0010_member_consent")]

    # With the name as it is searched: a common name is looked for along the order of names without touching a row.
    operations = [
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["name_sort", "id"], include=["name_folded"], name="person_in_order"),
        ),
        migrations.RemoveIndex(model_name="person", name="person_name_sort"),
    ]
