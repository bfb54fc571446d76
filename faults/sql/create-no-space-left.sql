-- What Postgres says when a table cannot grow, as SQLSTATE 53100 (disk_full).
CREATE SCHEMA faults;
CREATE FUNCTION faults.no_space_left() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'could not extend file "base/%": No space left on device', TG_RELID
    USING ERRCODE = 'disk_full', HINT = 'Check free disk space.';
END
$$;
