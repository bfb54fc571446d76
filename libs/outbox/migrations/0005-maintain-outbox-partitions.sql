-- Creates the partitions of today (UTC) and the days after, and returns how many were missing. A day whose rows are
-- already in the default partition is left to it. Attaching lets inserts go on.
CREATE FUNCTION outbox_create_partitions(days_ahead integer) RETURNS integer
LANGUAGE plpgsql SET lock_timeout = '300ms' AS $$
DECLARE
  today date := (clock_timestamp() AT TIME ZONE 'UTC')::date;
  first_moment timestamptz;
  end_moment timestamptz;
  partition_name text;
  created integer := 0;
BEGIN
  LOCK TABLE outbox IN SHARE UPDATE EXCLUSIVE MODE;
  FOR day IN 0 .. days_ahead LOOP
    partition_name := 'outbox_' || to_char(today + day, 'YYYYMMDD');
    first_moment := (today + day)::timestamp AT TIME ZONE 'UTC';
    end_moment := (today + day + 1)::timestamp AT TIME ZONE 'UTC';
    CONTINUE WHEN to_regclass(partition_name) IS NOT NULL;
    CONTINUE WHEN EXISTS (
      SELECT FROM outbox_default WHERE created_at >= first_moment AND created_at < end_moment
    );
    EXECUTE format('CREATE TABLE %I (LIKE outbox INCLUDING DEFAULTS INCLUDING INDEXES)', partition_name);
    EXECUTE format('ALTER TABLE outbox ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
      partition_name, first_moment, end_moment);
    created := created + 1;
  END LOOP;
  RETURN created;
END $$;

-- Whether every relay has read every row of a partition: what its cursor's previous snapshot sees, it has read.
CREATE FUNCTION outbox_partition_is_read(partition regclass) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
  unread boolean;
BEGIN
  EXECUTE format(
    'SELECT EXISTS (
       SELECT FROM outbox_relays reader, %s line
       WHERE reader.cursor IS NULL
          OR (line.transaction_id >= pg_snapshot_xmin((reader.cursor->>''previous'')::pg_snapshot)
              AND NOT pg_visible_in_snapshot(line.transaction_id, (reader.cursor->>''previous'')::pg_snapshot)))',
    partition) INTO unread;
  RETURN NOT unread;
END $$;

-- Drops the days that ended longer ago than `keep` and that every relay has read; empties the default partition under
-- the same condition. Returns how many. Gives up soon when a writer holds a lock (SQLSTATE 55P03); try again later.
CREATE FUNCTION outbox_drop_partitions(keep interval) RETURNS integer
LANGUAGE plpgsql SET lock_timeout = '300ms' AS $$
DECLARE
  old regclass;
  dropped integer := 0;
BEGIN
  FOR old IN
    SELECT child.oid::regclass
    FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid
    WHERE inhparent = 'outbox'::regclass
      AND child.relname ~ '^outbox_\d{8}$'
      AND (to_date(right(child.relname, 8), 'YYYYMMDD') + 1)::timestamp AT TIME ZONE 'UTC'
        <= clock_timestamp() - keep
  LOOP
    CONTINUE WHEN NOT outbox_partition_is_read(old);
    -- Waits for writers, so that nothing uncommitted is in it; then looks again.
    EXECUTE format('LOCK TABLE outbox, %s IN ACCESS EXCLUSIVE MODE', old);
    CONTINUE WHEN NOT outbox_partition_is_read(old);
    EXECUTE format('DROP TABLE %s', old);
    dropped := dropped + 1;
  END LOOP;
  IF EXISTS (SELECT FROM outbox_default)
    AND NOT EXISTS (SELECT FROM outbox_default WHERE created_at > clock_timestamp() - keep)
    AND outbox_partition_is_read('outbox_default')
  THEN
    LOCK TABLE outbox_default IN ACCESS EXCLUSIVE MODE;
    IF outbox_partition_is_read('outbox_default') THEN
      TRUNCATE outbox_default;
      dropped := dropped + 1;
    END IF;
  END IF;
  RETURN dropped;
END $$;

SELECT outbox_create_partitions(3);
