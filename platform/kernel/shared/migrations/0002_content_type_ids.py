"""A content type's id is a stable hash of its name, the same in every database that Dengwen is installed in."""

from django.db import migrations

CREATE = """
CREATE FUNCTION public.stable_content_type_id(app_label text, model text) RETURNS integer
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT greatest(
    1,
    ('x' || substr(encode(sha256(convert_to(app_label || '.' || model, 'UTF8')), 'hex'), 1, 8))::bit(32)::integer
      & 2147483647
  )
$$;

CREATE FUNCTION public.give_content_type_id() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.id := public.stable_content_type_id(NEW.app_label, NEW.model);
  IF TG_OP = 'UPDATE' AND NEW.id <> OLD.id THEN
    RAISE EXCEPTION 'a content type is never renamed: permissions and revisions keep its id'
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER stable_id BEFORE INSERT OR UPDATE ON public.django_content_type
FOR EACH ROW EXECUTE FUNCTION public.give_content_type_id();
"""

DROP = """
DROP TRIGGER stable_id ON public.django_content_type;
DROP FUNCTION public.give_content_type_id();
DROP FUNCTION public.stable_content_type_id(text, text);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("kernel_shared", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunSQL(CREATE, DROP)]
