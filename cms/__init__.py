"""The public portal: its pages, filing, and tracking. It asks casework only through ``casework.public``."""
