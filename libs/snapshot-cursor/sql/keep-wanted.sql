-- Of a page's rows those that are wanted, and the last one whatever it is: it tells how far the page went. Around the
-- statement that reads the page, so that what is not wanted counts towards the limit and the cursor moves past it.
WITH page AS MATERIALIZED (
{statement})
SELECT * FROM (
  SELECT page.*, coalesce({keep}, false) AS page_wanted,
    (SELECT count(id) FROM page)::integer AS page_read, (SELECT max(id) FROM page) AS page_last
  FROM page
) AS line
WHERE page_wanted OR id IS NULL OR id = page_last
ORDER BY id
