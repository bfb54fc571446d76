-- What each order holds of the stock. Lines are read and written as a whole: [{"productId", "quantity"}].
CREATE TABLE reservations (
  order_id text PRIMARY KEY,
  state text NOT NULL CHECK (state IN ('open', 'released', 'spent')),
  -- The newest revision of the order that was decided; 0 when the order ended before any was.
  revision integer NOT NULL CHECK (revision >= 0),
  lines jsonb NOT NULL,
  CONSTRAINT reservations_closed_hold_nothing CHECK (state = 'open' OR lines = '[]')
) WITH (fillfactor = 80);
