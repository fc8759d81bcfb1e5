"""What `manage.py load_reference` puts into this floor."""


def load() -> None:
    """Nothing: no published table of allowance rates was found for the province, and rates without a paper are not ours to set."""
