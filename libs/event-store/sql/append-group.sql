SELECT appended, version
FROM append_group(
  $1, $2, $3, $4,
  $5, $6, $7, $8, $9, $10::text[]::json[], $11::text[]::json[], $12,
  $13, $14, $15, $16, $17::text[]::json[], $18::text[]::json[],
  $19, $20, $21::text[]::json[])
