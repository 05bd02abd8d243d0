"""The roof: settings, addresses, processes and provisioning. It wires the rooms together and decides nothing."""
