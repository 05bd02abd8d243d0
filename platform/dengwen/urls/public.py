"""The public schema serves nobody: everybody belongs to an organisation."""

urlpatterns: list[object] = []
