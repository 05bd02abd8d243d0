"""The machine room: what must run on this computer so that the product can. It knows processes, ports, files
and programs, nothing of Django and nothing of complaints."""
