SELECT opened, dropped
FROM inbox_maintain($1::double precision * interval '1 ms', $2::double precision * interval '1 ms')
