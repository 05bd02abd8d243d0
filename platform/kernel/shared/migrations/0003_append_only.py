"""The functions behind ``kernel.append_only``: close a table, open it again, and take rights away from who serves."""

from django.db import migrations

CREATE = """
CREATE FUNCTION public.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%.% is append-only: % is refused', TG_TABLE_SCHEMA, TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'restrict_violation';
END
$$;

-- Whoever is not the owner keeps SELECT and INSERT only.
CREATE FUNCTION public.withhold_changes(target regclass) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  holder oid;
BEGIN
  FOR holder IN
    SELECT DISTINCT entry.grantee FROM pg_class, aclexplode(relacl) AS entry
    WHERE pg_class.oid = target AND entry.grantee <> relowner
  LOOP
    EXECUTE format(
      'REVOKE UPDATE, DELETE, TRUNCATE ON %s FROM %s', target,
      CASE holder WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(holder)) END
    );
  END LOOP;
END
$$;

CREATE FUNCTION public.make_append_only(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format(
    'CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %s '
    'FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change()', target
  );
  PERFORM public.withhold_changes(target);
END
$$;

CREATE FUNCTION public.undo_append_only(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('DROP TRIGGER append_only ON %s', target);
END
$$;
"""

DROP = """
DROP FUNCTION public.undo_append_only(regclass);
DROP FUNCTION public.make_append_only(regclass);
DROP FUNCTION public.withhold_changes(regclass);
DROP FUNCTION public.refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("kernel_shared", "0002_content_type_ids")]
    operations = [migrations.RunSQL(CREATE, DROP)]
