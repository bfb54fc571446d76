SELECT class.oid::regclass::text AS name
FROM pg_class AS class JOIN pg_namespace AS schema ON schema.oid = class.relnamespace
WHERE class.relkind IN ('r', 'p') AND schema.nspname !~ '^pg_' AND schema.nspname NOT IN ('information_schema', 'faults')
ORDER BY 1
