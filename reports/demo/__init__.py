"""A made-up campaign 2018–2020, played through the services, for whoever tries the house. Every row is marked as demo."""
