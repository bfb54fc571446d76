-- The inbox: which messages a consumer has already taken in. A row is written by the handler's own transaction.
--
-- A unique key over a partitioned table holds only inside one partition. So rows are not spread by their own time:
-- all of them go to one partition, the current generation, and a new generation is opened every few days. Inside the
-- current one the primary key decides between two transactions that claim the same message; the closed ones hold
-- committed rows only, and are looked through by index.

CREATE TABLE inbox_generations (
  generation integer PRIMARY KEY,
  opened_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- Null for the current one.
  closed_at timestamptz
);

CREATE UNIQUE INDEX inbox_generations_current ON inbox_generations ((closed_at IS NULL)) WHERE closed_at IS NULL;

CREATE TABLE inbox (
  consumer text NOT NULL,
  message_id text NOT NULL,
  generation integer NOT NULL,
  received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (consumer, message_id, generation)
) PARTITION BY LIST (generation);

CREATE TABLE inbox_generation_1 PARTITION OF inbox FOR VALUES IN (1);

INSERT INTO inbox_generations (generation) VALUES (1);
