"""The project: settings, addresses, the relay and the services it runs on."""
